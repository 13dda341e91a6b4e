import { component, type Random } from '@mma/engine';
import { z } from 'zod';
import { BLENDINGS } from '../../registries.js';
import { BatchBlending, type Blendable } from './batch-blending.js';

const probability = z.number().min(0).max(1);

/** Blends each batch by one of several ways, drawn anew; with probabilities that sum to less than 1, sometimes not at all. */
@BLENDINGS.register()
export class RandomBatchAugment extends BatchBlending {
  static readonly options = z
    .strictObject({
      augments: z
        .union([z.array(component(BLENDINGS)).min(1), component(BLENDINGS).transform((one) => [one])])
        .describe('the blendings to draw from'),
      probs: z
        .union([z.array(probability), probability.transform((one) => [one])])
        .nullish()
        .describe('probability of each; without it all are equally likely'),
    })
    .refine(({ augments, probs }) => probs == null || probs.length === augments.length, {
      path: ['probs'],
      error: 'one probability for each of augments',
    })
    .refine(({ probs }) => sum(probs ?? []) <= 1 + 1e-9, {
      path: ['probs'],
      error: 'the probabilities sum to more than 1',
    })
    .describe('Blends each batch by one of several ways, drawn anew.');

  readonly numClasses: number;
  readonly #augments: readonly BatchBlending[];
  readonly #probs: readonly number[];

  constructor(options: z.input<typeof RandomBatchAugment.options>) {
    super();
    const { augments, probs } = RandomBatchAugment.options.parse(options);
    this.#augments = augments;
    this.#probs = probs ?? augments.map(() => 1 / augments.length);
    this.numClasses = augments[0]!.numClasses;
  }

  override blend(batch: Blendable, random: Random): Blendable {
    let left = random.float();
    for (const [index, augment] of this.#augments.entries()) {
      left -= this.#probs[index]!;
      if (left < 0) return augment.blend(batch, random);
    }
    return batch;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
