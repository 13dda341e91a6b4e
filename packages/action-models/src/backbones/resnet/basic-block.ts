import { type Tensor4D, tf } from '@mma/backend';
import { ConvModule, Module, ReLU } from '@mma/nn';
import type { BlockOptions } from './block-options.js';
import { endBlock } from './end-block.js';

/** Two 3×3 convolutions beside a shortcut (ResNet-18 and -34). */
export class BasicBlock extends Module {
  static readonly expansion = 1;
  readonly conv1: ConvModule;
  readonly conv2: ConvModule;
  readonly relu = new ReLU();
  readonly downsample: ConvModule | null;

  constructor(inChannels: number, channels: number, options: BlockOptions) {
    super();
    const { stride, dilation, norm, downsample } = options;
    this.conv1 = new ConvModule(inChannels, channels, { kernelSize: 3, stride, padding: dilation, dilation, norm });
    this.conv2 = new ConvModule(channels, channels, { kernelSize: 3, padding: 1, norm, activation: null });
    this.downsample = downsample;
  }

  /** [B, H, W, in] → [B, H', W', channels] */
  forward(x: Tensor4D): Tensor4D {
    return tf.tidy(() => {
      const shortcut = this.downsample === null ? x : this.downsample.forward(x);
      return endBlock({ last: this.conv2, relu: this.relu }, this.conv1.forward(x), shortcut);
    });
  }
}
