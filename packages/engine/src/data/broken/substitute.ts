import { EngineError } from '../../errors.js';
import { Random } from '../../random/random.js';
import type { Item, Sample } from '../../structures/batch.js';
import type { TypedArray } from '../../structures/nd-array.js';
import type { Slot } from '../plan-batches.js';
import { SampleError } from '../sample-error.js';
import type { OnError } from './on-error.js';

/** What fills a place of a batch, and what could not. */
export interface Filled {
  readonly item: Item;
  readonly failures: readonly SampleError[];
}

/** A sample to make; `insteadOf` names the one it takes the place of, and keys its randomness too. */
export interface Wanted extends Slot {
  readonly insteadOf?: number;
}

export interface FillOptions {
  policy: OnError['policy'];
  seed: number;
  /** Samples of the dataset. */
  samples: number;
  labelsOf: (index: number) => readonly number[];
  make: (wanted: Wanted) => Promise<Item>;
}

const MOST_TRIES = 20;

/**
 * The item for a place of a batch. Where its sample cannot be made, another is drawn: which one is a function of the seed and the
 * place alone, so that a pass is the same for any number of workers, and after resuming.
 *
 * @throws SampleError with policy `fail`
 * @throws EngineError `MMA_DATA_TOO_MANY_BROKEN` when none of twenty drawn in its place can be made either
 */
export async function fill(slot: Slot, options: FillOptions): Promise<Filled> {
  const { policy, seed, samples, labelsOf, make } = options;
  const failures: SampleError[] = [];
  const random = Random.of(seed, 'instead', slot.epoch, slot.index);
  for (let wanted: Wanted = slot; failures.length <= MOST_TRIES; ) {
    try {
      const item = await make(wanted);
      if (failures.length === 0 || policy === 'skip') return { item, failures };
      return { item: placeholder(item, labelsOf(slot.index), failures[0]!), failures: failures.slice(0, 1) };
    } catch (error) {
      if (policy === 'fail' || !(error instanceof SampleError)) throw error;
      failures.push(error);
      wanted = { epoch: slot.epoch, index: random.int(0, samples), insteadOf: slot.index };
    }
  }
  throw new EngineError(
    'MMA_DATA_TOO_MANY_BROKEN',
    `${failures[0]!.message}; none of ${MOST_TRIES} samples drawn in its place could be made either, the last one because of ${failures.at(-1)!.message}`,
    { hint: failures[0]!.hint, cause: failures[0] },
  );
}

/** Zeros in the form of a sample that could be made, with the label of the one that could not. */
function placeholder(form: Item, labels: readonly number[], { message }: SampleError): Item {
  const zeros = ({ inputs: { data, shape } }: Sample): Sample => ({
    inputs: { data: data.slice().fill(0) as TypedArray as Uint8Array, shape },
    dataSample: { metainfo: { broken: message }, ...(labels.length === 0 ? {} : { gtLabel: [...labels] }) },
  });
  return 'inputs' in form ? zeros(form) : form.map(zeros);
}
