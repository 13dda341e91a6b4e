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
  /** The sample whose place this one takes: randomness is not that of the sample in its own place. */
  insteadOf?: number | undefined;
}

/**
 * Makes one sample with its own randomness, on whatever thread this runs.
 *
 * @throws SampleError naming the sample
 */
export async function makeSample(dataset: BaseDataset, { seed, epoch, index, insteadOf }: SampleKey): Promise<Item> {
  try {
    const random = insteadOf === undefined ? Random.of(seed, epoch, index) : Random.of(seed, epoch, index, insteadOf);
    const item = await dataset.get(index, random);
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
