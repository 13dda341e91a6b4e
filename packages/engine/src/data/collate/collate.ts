import type { Batch, Item } from '../../structures/batch.js';

/** Makes a batch of what a dataset gave: `collate_fn` of a dataloader. */
export abstract class Collate {
  abstract collate(items: readonly Item[]): Batch;
}
