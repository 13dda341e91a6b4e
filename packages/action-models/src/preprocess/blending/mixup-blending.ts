import { type Tensor, type Tensor2D, tf } from '@mma/backend';
import { drawBeta, type Random } from '@mma/engine';
import { z } from 'zod';
import { BLENDINGS } from '../../registries.js';
import { BatchBlending, type Blendable, blendingOptions } from './batch-blending.js';

/** Adds to every sample another of the batch, in one drawn share (Zhang et al. 2018, arXiv 1710.09412). */
@BLENDINGS.register()
export class MixupBlending extends BatchBlending {
  static readonly options = z
    .strictObject(blendingOptions)
    .describe('Adds to every sample another of the batch, in one drawn share.');

  readonly numClasses: number;
  readonly #alpha: number;

  constructor(options: z.input<typeof MixupBlending.options>) {
    super();
    const { numClasses, alpha } = MixupBlending.options.parse(options);
    this.numClasses = numClasses;
    this.#alpha = alpha;
  }

  override blend({ inputs, targets }: Blendable, random: Random): Blendable {
    const share = drawBeta(this.#alpha, random);
    const others = random.permutation(inputs.shape[0]!);
    return {
      inputs: mixed(inputs, others, share),
      targets: mixed(targets, others, share) as Tensor2D,
    };
  }
}

/** `share` of each row and the rest of the row that `others` names for it. */
export function mixed(rows: Tensor, others: readonly number[], share: number): Tensor {
  return tf.add(tf.mul(rows, share), tf.mul(tf.gather(rows, tf.tensor1d([...others], 'int32')), 1 - share));
}
