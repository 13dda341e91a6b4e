import { type BatchNorm2dOptions, ConvModule, Sequential } from '@mma/nn';
import type { BasicBlock } from './basic-block.js';
import type { Bottleneck } from './bottleneck.js';

export interface StageOptions {
  blocks: number;
  stride: number;
  dilation: number;
  style: 'pytorch' | 'caffe';
  norm: BatchNorm2dOptions;
}

export type BlockClass = typeof BasicBlock | typeof Bottleneck;

/** Blocks of one resolution; the first one strides and, where shapes change, projects the shortcut. */
export function makeStage(
  Block: BlockClass,
  [inChannels, channels]: readonly [number, number],
  options: StageOptions,
): Sequential {
  const { blocks, stride, dilation, style, norm } = options;
  const outChannels = channels * Block.expansion;
  const downsample =
    stride === 1 && inChannels === outChannels
      ? null
      : new ConvModule(inChannels, outChannels, { kernelSize: 1, stride, norm, activation: null });
  const rest = Array.from(
    { length: blocks - 1 },
    () => new Block(outChannels, channels, { stride: 1, dilation, style, norm, downsample: null }),
  );
  return new Sequential(new Block(inChannels, channels, { stride, dilation, style, norm, downsample }), ...rest);
}
