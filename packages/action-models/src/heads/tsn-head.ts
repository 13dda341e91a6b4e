import { type Tensor2D, type Tensor3D, type Tensor4D, tf } from '@mma/backend';
import { component } from '@mma/engine';
import { AdaptiveAvgPool2d, Dropout, init, Linear } from '@mma/nn';
import { z } from 'zod';
import { AvgConsensus } from '../consensus/avg-consensus.js';
import type { Consensus } from '../consensus/consensus.js';
import { ModelError } from '../errors.js';
import { CONSENSUSES, HEADS } from '../registries.js';
import { BaseHead, baseHeadOptions, type Features } from './base-head.js';

/**
 * Head of Temporal Segment Networks (Wang et al., 2016): pooling over the picture, consensus of the segments, dropout, and one
 * linear classifier.
 */
@HEADS.register()
export class TSNHead extends BaseHead {
  static readonly options = z
    .strictObject({
      ...baseHeadOptions,
      spatialType: z.literal('avg').nullable().default('avg').describe('null: the features are [B·segments, 1, 1, C]'),
      consensus: component(CONSENSUSES)
        .default(() => new AvgConsensus())
        .describe('how the scores of segments are joined; their mean where left out'),
      dropoutRatio: z.number().min(0).lt(1).default(0.4).describe('share of features left out while training'),
      initStd: z.number().min(0).default(0.01).describe("standard deviation of the classifier's first weights"),
    })
    .describe('averages the scores of segments and classifies (Temporal Segment Networks, Wang et al., 2016)');

  readonly consensus: Consensus;
  readonly avgPool: AdaptiveAvgPool2d | null;
  readonly dropout: Dropout | null;
  readonly fcCls: Linear;

  constructor(options: z.input<typeof TSNHead.options>) {
    const { spatialType, consensus, dropoutRatio, initStd, ...base } = TSNHead.options.parse(options);
    super(base);
    this.consensus = consensus;
    this.avgPool = spatialType === 'avg' ? new AdaptiveAvgPool2d(1) : null;
    this.dropout = dropoutRatio > 0 ? new Dropout(dropoutRatio) : null;
    this.fcCls = new Linear(base.inChannels, base.numClasses, {
      init: { weight: init.normal({ std: initStd }), bias: init.constant(0) },
    });
  }

  /** [B·segments, H, W, C] → [B, classes] */
  override forward({ x, numSegs }: Features): Tensor2D {
    if (Array.isArray(x) || x.shape[3] !== this.inChannels) {
      const found = Array.isArray(x) ? `${x.length} feature maps` : `${x.shape[3]} channels`;
      throw new ModelError(
        'MMA_MODEL_FEATURES',
        `the head expects features of ${this.inChannels} channels, the backbone gives ${found}`,
        'set in_channels of cls_head to what the backbone gives: 512 for ResNet-18 and -34, 2048 for deeper ones',
      );
    }
    const pooled = this.avgPool === null ? x : this.avgPool.forward(x as Tensor4D); // [B·S, 1, 1, C]
    const segments = tf.reshape(pooled, [-1, numSegs, this.inChannels]) as Tensor3D;
    const video = this.consensus.forward(segments); // [B, C]
    return this.fcCls.forward(this.dropout === null ? video : this.dropout.forward(video));
  }
}
