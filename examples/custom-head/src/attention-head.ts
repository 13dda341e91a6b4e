import { BaseHead, baseHeadOptions, type Features, HEADS } from '@mma/action-models';
import { type Tensor2D, type Tensor3D, type Tensor4D, tf } from '@mma/backend';
import { AdaptiveAvgPool2d, Dropout, Linear } from '@mma/nn';
import { z } from 'zod';

/**
 * A classifier that attends to a video's telling frames: a linear layer scores each segment, softmax turns the scores into
 * weights, and the weighted mean of the segments' features is classified. `TSNHead` weighs all segments alike.
 */
@HEADS.register()
export class AttentionHead extends BaseHead {
  // Names in code are camelCase; a config says `dropout_ratio`.
  static readonly options = z.strictObject({
    ...baseHeadOptions,
    dropoutRatio: z.number().min(0).lt(1).default(0.5),
  });

  // Modules among the fields are found by themselves; these are saved as `cls_head.scorer.weight`, `cls_head.fc_cls.weight`, …
  readonly avgPool = new AdaptiveAvgPool2d(1);
  readonly dropout: Dropout;
  readonly scorer: Linear;
  readonly fcCls: Linear;

  constructor(options: z.input<typeof AttentionHead.options>) {
    const { dropoutRatio, ...base } = AttentionHead.options.parse(options);
    super(base);
    this.dropout = new Dropout(dropoutRatio);
    this.scorer = new Linear(base.inChannels, 1);
    this.fcCls = new Linear(base.inChannels, base.numClasses);
  }

  /** [B·segments, H, W, C] → [B, classes] */
  override forward({ x, numSegs }: Features): Tensor2D {
    const pooled = tf.reshape(this.avgPool.forward(x as Tensor4D), [-1, this.inChannels]) as Tensor2D; // [B·S, C]
    const weights = tf.softmax(tf.reshape(this.scorer.forward(pooled), [-1, numSegs])); // [B, S]
    const segments = tf.reshape(pooled, [-1, numSegs, this.inChannels]) as Tensor3D;
    const video = tf.sum(tf.mul(segments, tf.expandDims(weights, 2)), 1) as Tensor2D; // [B, C]
    return this.fcCls.forward(this.dropout.forward(video));
  }
}
