import { z } from 'zod';
import { EngineError } from '../../errors.js';
import { COLLATE_FNS } from '../../registry/roots.js';
import type { Batch, Item, Sample } from '../../structures/batch.js';
import type { TypedArray } from '../../structures/nd-array.js';
import { Collate } from './collate.js';
import { single } from './pseudo-collate.js';

/** Stacks samples of one shape: the batch's inputs are windows, one after the other, on a single piece of memory. */
@COLLATE_FNS.register({ name: 'default_collate' })
export class DefaultCollate extends Collate {
  static readonly options = z.strictObject({}).describe('stacks what has equal shapes into batches');

  /** @throws EngineError `MMA_DATA_COLLATE` for samples that differ in shape or in kind of number */
  override collate(items: readonly Item[]): Batch {
    const samples = items.map(single);
    for (const [at, sample] of samples.entries()) assertAlike(samples[0]!, sample, at);
    const size = samples[0]?.inputs.data.length ?? 0;
    const stacked = samples[0]?.inputs.data.slice(0, 0).constructor as new (length: number) => TypedArray;
    const data = new stacked(samples.length * size) as Uint8Array;
    const inputs = samples.map(({ inputs: { data: own, shape } }, at) => {
      data.set(own, at * size);
      return { data: data.subarray(at * size, (at + 1) * size), shape };
    });
    return { inputs, dataSamples: samples.map(({ dataSample }) => dataSample) };
  }
}

function assertAlike(first: Sample, sample: Sample, at: number): void {
  const [expected, found] = [first, sample].map(
    ({ inputs }) => `${inputs.data.constructor.name} [${inputs.shape.join(', ')}]`,
  );
  if (expected === found) return;
  throw new EngineError(
    'MMA_DATA_COLLATE',
    `default_collate stacks samples of one shape: the first of the batch is ${expected}, sample ${at} is ${found}`,
    { hint: 'let the pipeline end in one size (Resize with keep_ratio false, or a crop), or use pseudo_collate' },
  );
}
