import type { Tensor, Tensor2D } from '@mma/backend';
import type { Random } from '@mma/engine';
import { z } from 'zod';

/** Options of every blending. */
export const blendingOptions = {
  numClasses: z.int().positive().describe('number of classes of the head'),
  alpha: z.number().positive().default(0.2).describe('both parameters of the Beta distribution of shares'),
};

/** A batch to be blended: `inputs` [B, …, H, W, C], `targets` [B, classes]. */
export interface Blendable {
  inputs: Tensor;
  targets: Tensor2D;
}

/** Mixes the samples of a batch with one another, and their labels in the same shares. */
export abstract class BatchBlending {
  abstract readonly numClasses: number;

  /** New tensors, or the given ones; all chance comes from `random`. */
  abstract blend(batch: Blendable, random: Random): Blendable;
}
