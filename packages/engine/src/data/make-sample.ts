import { EngineError } from '../errors.js';
import { Random } from '../random/random.js';
import { type Item, type Sample, samplesOf } from '../structures/batch.js';
import { sizeOf } from '../structures/nd-array.js';
import type { BaseDataset } from './base-dataset.js';
import { SampleError } from './sample-error.js';

/** Which sample, of which pass over the data. */
export interface SampleKey {
  seed: number;
  epoch: number;
  index: number;
}

/**
 * Makes one sample with its own randomness, on whatever thread this runs.
 *
 * @throws SampleError naming the sample
 */
export async function makeSample(dataset: BaseDataset, { seed, epoch, index }: SampleKey): Promise<Item> {
  try {
    const item = await dataset.get(index, Random.of(seed, epoch, index));
    for (const sample of samplesOf(item)) assertWhole(sample);
    return item;
  } catch (error) {
    throw SampleError.of(error, index, dataset.describe(index));
  }
}

function assertWhole({ inputs }: Sample): void {
  if (inputs.data.length === sizeOf(inputs.shape)) return;
  throw new EngineError(
    'MMA_DATA_SHAPE',
    `the dataset gave ${inputs.data.length} values for a sample of shape [${inputs.shape.join(', ')}]`,
    // An array that was moved to the main thread once is empty when it is given out again.
    {
      hint:
        inputs.data.length === 0
          ? 'a dataset must make new arrays for each sample, not keep and reuse them'
          : undefined,
    },
  );
}
