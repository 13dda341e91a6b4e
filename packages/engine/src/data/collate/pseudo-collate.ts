import { z } from 'zod';
import { EngineError } from '../../errors.js';
import { COLLATE_FNS } from '../../registry/roots.js';
import { type Batch, type Item, pseudoCollate, type Sample } from '../../structures/batch.js';
import { Collate } from './collate.js';

/** Lays samples side by side, of whatever shapes; the data preprocessor stacks them. */
@COLLATE_FNS.register({ name: 'pseudo_collate' })
export class PseudoCollate extends Collate {
  static readonly options = z.strictObject({}).describe('keeps the samples of a batch as a list');

  /** @throws EngineError `MMA_DATA_COLLATE` where an item is a list of samples */
  override collate(items: readonly Item[]): Batch {
    return pseudoCollate(items.map(single));
  }
}

/** An item that must be one sample. */
export function single(item: Item): Sample {
  if ('inputs' in item) return item;
  throw new EngineError(
    'MMA_DATA_COLLATE',
    `the dataset gave ${item.length} samples at once, a batch takes one a place`,
    {
      hint: "a dataset that repeats its samples, such as RepeatAugDataset, needs `collate_fn: { type: 'repeat_pseudo_collate' }`",
    },
  );
}
