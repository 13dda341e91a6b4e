import { type Tensor4D, tf } from '@mma/backend';
import { setInitCfg } from '@mma/engine';
import { BatchNorm2d, ConvModule, type LoadableTensor, MaxPool2d, type Module, type Sequential } from '@mma/nn';
import type { z } from 'zod';
import { BACKBONES } from '../../registries.js';
import { Backbone } from '../backbone.js';
import { BasicBlock } from './basic-block.js';
import { Bottleneck } from './bottleneck.js';
import { type ResNetOptions, resnetOptions } from './options.js';
import { type BlockClass, makeStage } from './stage.js';
import { fromTorchvision } from './weights.js';

const ARCHITECTURES: Record<number, [BlockClass, readonly number[]]> = {
  18: [BasicBlock, [2, 2, 2, 2]],
  34: [BasicBlock, [3, 4, 6, 3]],
  50: [Bottleneck, [3, 4, 6, 3]],
  101: [Bottleneck, [3, 4, 23, 3]],
  152: [Bottleneck, [3, 8, 36, 3]],
};

const STRIDES = [1, 2, 2, 2];

/**
 * ResNet 18 to 152 (He et al., "Deep Residual Learning for Image Recognition", 2015) with MMAction2's options and names:
 * `conv1.conv`, `layer1.0.conv2.bn`, `layer2.0.downsample.conv`, ….
 */
@BACKBONES.register()
export class ResNet extends Backbone {
  static readonly options = resnetOptions.describe(
    'residual networks of 18 to 152 layers (He et al., 2016), on single pictures',
  );
  readonly conv1: ConvModule;
  readonly maxpool = new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 });
  readonly layer1: Sequential | undefined;
  readonly layer2: Sequential | undefined;
  readonly layer3: Sequential | undefined;
  readonly layer4: Sequential | undefined;
  readonly #options: z.output<typeof resnetOptions>;
  /** Whether the weights that it starts from have its own names. */
  readonly #ownNames: boolean;

  constructor(options: ResNetOptions) {
    const parsed = resnetOptions.parse(options);
    const weights = parsed.initCfg?.find((cfg) => cfg.type === 'Pretrained');
    super(parsed.pretrained ?? weights?.checkpoint ?? null, parsed.pretrained == null ? weights?.prefix : undefined);
    this.#options = parsed;
    this.#ownNames = parsed.pretrained == null && weights !== undefined;
    setInitCfg(this, parsed.initCfg?.filter((cfg) => cfg !== weights) ?? []);
    const { type: _, ...norm } = parsed.normCfg;
    this.conv1 = new ConvModule(parsed.inChannels, 64, { kernelSize: 7, stride: 2, padding: 3, norm });
    const [Block, blocks] = ARCHITECTURES[parsed.depth]!;
    let inChannels = 64;
    const [first, second, third, fourth] = blocks.slice(0, parsed.numStages).map((count, index) => {
      const channels = 64 * 2 ** index;
      const stage = makeStage(Block, [inChannels, channels], {
        blocks: count,
        stride: parsed.strides?.[index] ?? STRIDES[index]!,
        dilation: parsed.dilations?.[index] ?? 1,
        style: parsed.style,
        norm,
      });
      inChannels = channels * Block.expansion;
      return stage;
    });
    this.layer1 = first;
    this.layer2 = second;
    this.layer3 = third;
    this.layer4 = fourth;
    this.#freezeStages();
  }

  /** [B, H, W, in] → features of the stages of `outIndices`, one tensor where it names one. */
  override forward(x: Tensor4D): Tensor4D | Tensor4D[] {
    const wanted = this.#options.outIndices ?? [this.#options.numStages - 1];
    let features = tf.tidy(() => this.maxpool.forward(this.conv1.forward(x))); // [B, H/4, W/4, 64]
    const outputs: Tensor4D[] = [];
    for (const [index, stage] of this.#stages().entries()) {
      features = stage.forward(features) as Tensor4D;
      if (wanted.includes(index)) outputs.push(features);
    }
    return outputs.length === 1 ? outputs[0]! : outputs;
  }

  /** Training mode, but for what `frozenStages`, `normEval` and `partialBn` keep frozen. */
  override train(mode = true): this {
    super.train(mode);
    this.#freezeStages();
    const norms = this.modules().filter((module) => module instanceof BatchNorm2d);
    if (mode && this.#options.normEval) for (const norm of norms) norm.eval();
    if (mode && this.#options.partialBn) for (const norm of norms.slice(1)) freeze(norm);
    return this;
  }

  protected override fromPretrained(state: ReadonlyMap<string, LoadableTensor>): ReadonlyMap<string, LoadableTensor> {
    return this.#options.torchvisionPretrain && !this.#ownNames ? fromTorchvision(state) : state;
  }

  #stages(): Sequential[] {
    return [this.layer1, this.layer2, this.layer3, this.layer4].filter((stage) => stage !== undefined);
  }

  #freezeStages(): void {
    const frozen = this.#options.frozenStages;
    if (frozen < 0) return;
    freeze(this.conv1);
    for (const stage of this.#stages().slice(0, frozen)) freeze(stage);
  }
}

function freeze(module: Module): void {
  module.eval().requiresGrad_(false);
}
