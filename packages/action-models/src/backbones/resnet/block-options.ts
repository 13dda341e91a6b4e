import type { BatchNorm2dOptions, ConvModule } from '@mma/nn';

/** What a stage tells each of its blocks. */
export interface BlockOptions {
  stride: number;
  dilation: number;
  style: 'pytorch' | 'caffe';
  norm: BatchNorm2dOptions;
  /** Brings the shortcut to the residual's shape; null where it has it already. */
  downsample: ConvModule | null;
}
