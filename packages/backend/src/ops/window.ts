import type { Binding, OpAttribute } from '../binding.js';
import { floatType, ints, text } from './attributes.js';

/** One number for height and width, or `[height, width]`. */
export type Pair = number | readonly [number, number];

export const pair = (value: Pair): [number, number] => (typeof value === 'number' ? [value, value] : [...value]);

/** Attributes that TensorFlow's convolution and pooling ops share: NHWC, symmetric padding of `[height, width]`. */
export function windowAttributes(
  binding: Binding,
  stride: readonly number[],
  padding: readonly number[],
): OpAttribute[] {
  const [top, left] = padding as [number, number];
  const padded = top > 0 || left > 0;
  return [
    floatType(binding),
    ints(binding, 'strides', [1, ...stride, 1]),
    text(binding, 'data_format', 'NHWC'),
    text(binding, 'padding', padded ? 'EXPLICIT' : 'VALID'),
    ...(padded ? [ints(binding, 'explicit_paddings', [0, 0, top, top, left, left, 0, 0])] : []),
  ];
}

/** The same padding as tfjs's own ops take it. */
export function tfjsPadding(padding: Pair): [[number, number], [number, number], [number, number], [number, number]] {
  const [top, left] = pair(padding);
  return [
    [0, 0],
    [top, top],
    [left, left],
    [0, 0],
  ];
}
