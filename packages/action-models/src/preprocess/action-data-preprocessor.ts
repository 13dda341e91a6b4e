import { fromUint8, type Tensor, type Tensor2D, tf } from '@mma/backend';
import { type Batch, component, DataPreprocessor, type Random, sizeOf, type TensorBatch } from '@mma/engine';
import { z } from 'zod';
import { ModelError } from '../errors.js';
import { multiHot } from '../losses/targets.js';
import { BLENDINGS, DATA_PREPROCESSORS } from '../registries.js';
import { packLabels } from './labels.js';

/**
 * Stacks a batch, puts it on the device as floats and normalises it there: (x − mean) / std for each channel.
 */
@DATA_PREPROCESSORS.register()
export class ActionDataPreprocessor extends DataPreprocessor {
  static readonly options = z
    .strictObject({
      mean: z.array(z.number()).min(1).nullish().describe('one number a channel, in the range of the pixels'),
      std: z.array(z.number().positive()).min(1).nullish(),
      toRgb: z.boolean().default(false).describe('reverses the order of three channels'),
      toFloat32: z.boolean().default(true).describe('accepted without effect: inputs are always floats on the device'),
      formatShape: z
        .enum(['NCHW', 'NCTHW', 'NCTHW_Heatmap', 'NPTCHW', 'MIX2d3d'])
        .default('NCHW')
        .describe('what the axes mean; pictures lie channels-last whatever it says'),
      blending: component(BLENDINGS).nullish().describe('how the samples of a training batch are mixed'),
    })
    .superRefine(({ mean, std }, context) => {
      if (mean?.length === std?.length) return;
      const message = 'mean and std are given together, one number a channel each';
      context.addIssue({ code: 'custom', path: ['std'], message, input: std });
    })
    .describe('puts batches on the device as floats, with mean and standard deviation taken out');

  readonly #options: z.output<typeof ActionDataPreprocessor.options>;
  #numClasses = Number.POSITIVE_INFINITY;

  constructor(options: z.input<typeof ActionDataPreprocessor.options> = {}) {
    super();
    this.#options = ActionDataPreprocessor.options.parse(options);
  }

  /**
   * Labels from here on must be below `numClasses`: on the device a wrong one would go unnoticed.
   * @throws ModelError `MMA_MODEL_BLENDING_CLASSES`
   */
  expectClasses(numClasses: number): void {
    const blended = this.#options.blending?.numClasses ?? numClasses;
    if (blended !== numClasses) {
      throw new ModelError(
        'MMA_MODEL_BLENDING_CLASSES',
        `data_preprocessor.blending mixes labels of ${blended} classes, and the head has ${numClasses}`,
        `set num_classes of the blending to ${numClasses}`,
      );
    }
    this.#numClasses = numClasses;
  }

  /**
   * uint8 pictures of one shape, [N, H, W, C] each → `inputs` [B, N, H, W, C]; `gtLabel` where every sample has labels:
   * int32 [B], or int32 [B, K] padded with −1 where samples have several, or float [B, classes] where they have targets. With
   * `blending`, a training batch is mixed, and its labels always float [B, classes].
   * @throws ModelError `MMA_MODEL_BATCH_SHAPE`, `MMA_MODEL_CHANNELS`, `MMA_MODEL_LABEL_RANGE`, `MMA_MODEL_TARGETS`,
   * `MMA_MODEL_NO_LABELS`
   */
  override prepare({ inputs, dataSamples }: Batch, training?: Random): TensorBatch {
    const shape = commonShape(inputs);
    const labels = packLabels(dataSamples, this.#numClasses);
    const size = sizeOf(shape);
    const pixels = new Uint8Array(inputs.length * size);
    for (const [index, input] of inputs.entries()) pixels.set(input.data, index * size);
    return tf.tidy(() => {
      const batch: TensorBatch = { inputs: this.#normalise(fromUint8(pixels, [inputs.length, ...shape])) };
      if (labels !== null) batch['gtLabel'] = tf.tensor(labels.data, labels.shape, labels.dtype);
      return training === undefined ? batch : this.#blend(batch, training);
    });
  }

  #blend(batch: TensorBatch, random: Random): TensorBatch {
    const { blending } = this.#options;
    if (blending == null) return batch;
    const { inputs, gtLabel } = batch;
    if (gtLabel === undefined) {
      throw new ModelError(
        'MMA_MODEL_NO_LABELS',
        'the batch has samples without labels, which cannot be mixed',
        'check the annotation file: each line ends with a class number',
      );
    }
    const mixed = blending.blend({ inputs, targets: targetsOf(gtLabel, blending.numClasses) }, random);
    return { ...batch, inputs: mixed.inputs, gtLabel: mixed.targets };
  }

  #normalise(pixels: Tensor): Tensor {
    const { mean, std, toRgb } = this.#options;
    const channels = pixels.shape.at(-1)!;
    const wanted = toRgb ? 3 : (mean?.length ?? channels);
    if (channels !== wanted || (mean != null && mean.length !== channels)) {
      throw new ModelError(
        'MMA_MODEL_CHANNELS',
        `the inputs have ${channels} channels, the data preprocessor is set for ${mean?.length ?? wanted}`,
        'give mean and std one number a channel; to_rgb needs three channels',
      );
    }
    const ordered = toRgb ? tf.reverse(pixels, pixels.rank - 1) : pixels;
    if (mean == null || std == null) return ordered;
    return tf.div(tf.sub(ordered, tf.tensor1d(mean)), tf.tensor1d(std));
  }
}

/** Labels as a target for each class: float [B, classes]. */
function targetsOf(labels: Tensor, classes: number): Tensor2D {
  if (labels.dtype !== 'int32') return labels as Tensor2D;
  return multiHot(tf.reshape(labels, [labels.shape[0]!, -1]) as Tensor2D, classes);
}

function commonShape(inputs: Batch['inputs']): number[] {
  const [first, ...rest] = inputs.map(({ shape }) => shape);
  if (first === undefined) throw new RangeError('a batch has at least one sample');
  for (const [index, shape] of rest.entries()) {
    if (shape.join() === first.join()) continue;
    throw new ModelError(
      'MMA_MODEL_BATCH_SHAPE',
      `samples of one batch differ in shape: sample 0 is [${first.join(', ')}], sample ${index + 1} is [${shape.join(', ')}]`,
      'let the pipeline end in one size (Resize with keep_ratio false, or a crop), or set the batch size to 1',
    );
  }
  return [...first];
}
