import { type Scalar, type Tensor, type Tensor1D, type Tensor2D, tf } from '@mma/backend';
import { component, type DataSample, type ModelOutput, type TensorBatch } from '@mma/engine';
import { Module } from '@mma/nn';
import { z } from 'zod';
import { ModelError } from '../errors.js';
import { CrossEntropyLoss } from '../losses/cross-entropy-loss.js';
import { asDistribution, multiHot } from '../losses/targets.js';
import { LOSSES } from '../registries.js';
import { type AverageClips, averageClips } from './average-clips.js';
import { topKAccuracy } from './top-k-accuracy.js';

const k = z.int().positive();

/** Options of every head; a head's own schema spreads them. */
export const baseHeadOptions = {
  numClasses: z.int().positive().describe('how many actions it tells apart'),
  inChannels: z.int().positive().describe('channels of the features'),
  lossCls: component(LOSSES)
    .default(() => new CrossEntropyLoss())
    .describe('what training minimises; cross-entropy where left out'),
  multiClass: z.boolean().default(false).describe('a video may have several labels'),
  labelSmoothEps: z.number().min(0).max(1).default(0).describe('share of the target spread over all classes'),
  topk: z
    .union([k.transform((one) => [one]), z.array(k)])
    .default([1, 5])
    .describe('accuracies to log while training'),
  averageClips: z
    .enum(['prob', 'score'])
    .nullable()
    .default(null)
    .describe("how the scores of a video's clips are joined in tests; null leaves them alone"),
};

const baseSchema = z.strictObject(baseHeadOptions);

/** What features a recognizer hands its head, and how many rows of them belong to one video. */
export interface Features {
  x: Tensor | Tensor[];
  numSegs: number;
}

/** Turns features into class scores, and those into losses or predictions. */
export abstract class BaseHead extends Module {
  readonly numClasses: number;
  readonly inChannels: number;
  readonly lossCls: z.output<typeof baseSchema>['lossCls'];
  readonly averageClips: AverageClips;
  readonly #multiClass: boolean;
  readonly #smoothing: number;
  readonly #topk: readonly number[];

  constructor(options: z.output<typeof baseSchema>) {
    super();
    this.numClasses = options.numClasses;
    this.inChannels = options.inChannels;
    this.lossCls = options.lossCls;
    this.averageClips = options.averageClips;
    this.#multiClass = options.multiClass;
    this.#smoothing = options.labelSmoothEps;
    this.#topk = options.topk;
  }

  /** By its options (`init_std`), as MMAction2's heads: an `init_cfg` around it does not reach in, its own does. */
  override get initializesItself(): boolean {
    return true;
  }

  /** Features → scores [B·clips, classes] */
  abstract forward(features: Features): Tensor2D;

  /** `loss_cls`, and `top<k>_acc` where each sample has one label. */
  loss(features: Features, batch: TensorBatch): Record<string, Scalar> {
    const scores = this.forward(features);
    const labels = this.#labels(batch);
    const losses: Record<string, Scalar> = {};
    if (labels.rank === 1) {
      for (const top of this.#topk) losses[`top${top}_acc`] = topKAccuracy(scores, labels as Tensor1D, top);
    }
    losses['loss_cls'] = this.lossCls.forward(scores, this.#smooth(labels));
    return losses;
  }

  /** Scores of a batch of `batchSize` videos: [B, classes], or [B, clips, classes] without averaging. */
  predict(features: Features, batchSize: number): Tensor {
    return averageClips(this.forward(features), batchSize, this.averageClips);
  }

  /**
   * Copies of the samples with `predScore` (one a class; without averaging, the clips' scores one after the other) and `predLabel`.
   */
  postprocess({ data, shape }: ModelOutput, dataSamples: readonly DataSample[]): DataSample[] {
    const length = shape.slice(1).reduce((product, size) => product * size, 1);
    return dataSamples.map((sample, index) => {
      const predScore = data.slice(index * length, (index + 1) * length);
      const best = predScore.reduce((top, score, i) => (score > predScore[top]! ? i : top), 0);
      return { ...sample, predScore, predLabel: best % this.numClasses };
    });
  }

  /** int32 [B] of classes, or a float distribution [B, classes]. */
  #labels({ gtLabel }: TensorBatch): Tensor {
    if (gtLabel === undefined) {
      throw new ModelError(
        'MMA_MODEL_NO_LABELS',
        'the batch has samples without labels, which have no loss',
        'check the annotation file: each line ends with a class number',
      );
    }
    if (gtLabel.dtype !== 'int32') return gtLabel;
    if (this.#multiClass) {
      const listed = gtLabel.rank === 2 ? gtLabel : tf.expandDims(gtLabel, 1);
      return multiHot(listed as Tensor2D, this.numClasses);
    }
    if (gtLabel.rank === 1) return gtLabel;
    throw new ModelError(
      'MMA_MODEL_SEVERAL_LABELS',
      'the batch has samples with several labels, and the head expects one each',
      'set multi_class of the head (and of the dataset) to true, with a loss such as BCELossWithLogits',
    );
  }

  #smooth(labels: Tensor): Tensor {
    if (this.#smoothing === 0) return labels;
    const target = asDistribution(labels, this.numClasses);
    return tf.add(tf.mul(target, 1 - this.#smoothing), this.#smoothing / this.numClasses);
  }
}
