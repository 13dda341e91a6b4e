import { type Tensor4D, tf } from '@mma/backend';
import type { ConvModule, ReLU } from '@mma/nn';

/**
 * The end of a residual block: its last convolution, the sum with its shortcut, and ReLU. In training batch norm does the latter two in
 * its own pass; else every layer runs by itself, so that its output can be looked at.
 * @param x what goes into `last`
 * @param shortcut of the shape that comes out of it
 */
export function endBlock({ last, relu }: { last: ConvModule; relu: ReLU }, x: Tensor4D, shortcut: Tensor4D): Tensor4D {
  const { bn, conv } = last;
  if (bn?.training) return bn.forward(conv.forward(x), { shortcut });
  return relu.forward(tf.add(last.forward(x), shortcut) as Tensor4D);
}
