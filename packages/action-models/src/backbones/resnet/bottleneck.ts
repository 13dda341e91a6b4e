import { type Tensor4D, tf } from '@mma/backend';
import { ConvModule, Module, ReLU } from '@mma/nn';
import type { BlockOptions } from './block-options.js';
import { endBlock } from './end-block.js';

/** 1×1, 3×3 and 1×1 convolution beside a shortcut (ResNet-50 and deeper). */
export class Bottleneck extends Module {
  static readonly expansion = 4;
  readonly conv1: ConvModule;
  readonly conv2: ConvModule;
  readonly conv3: ConvModule;
  readonly relu = new ReLU();
  readonly downsample: ConvModule | null;

  constructor(inChannels: number, channels: number, options: BlockOptions) {
    super();
    const { stride, dilation, style, norm, downsample } = options;
    const [first, second] = style === 'pytorch' ? [1, stride] : [stride, 1];
    this.conv1 = new ConvModule(inChannels, channels, { kernelSize: 1, stride: first, norm });
    this.conv2 = new ConvModule(channels, channels, {
      kernelSize: 3,
      stride: second,
      padding: dilation,
      dilation,
      norm,
    });
    this.conv3 = new ConvModule(channels, channels * Bottleneck.expansion, { kernelSize: 1, norm, activation: null });
    this.downsample = downsample;
  }

  /** [B, H, W, in] → [B, H', W', 4·channels] */
  forward(x: Tensor4D): Tensor4D {
    return tf.tidy(() => {
      const shortcut = this.downsample === null ? x : this.downsample.forward(x);
      return endBlock({ last: this.conv3, relu: this.relu }, this.conv2.forward(this.conv1.forward(x)), shortcut);
    });
  }
}
