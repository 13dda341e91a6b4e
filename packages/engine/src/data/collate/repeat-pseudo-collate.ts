import { z } from 'zod';
import { COLLATE_FNS } from '../../registry/roots.js';
import { type Batch, type Item, pseudoCollate } from '../../structures/batch.js';
import { Collate } from './collate.js';

/**
 * For datasets that give each sample several times (RepeatAugDataset): lays all of them side by side, so that a batch holds
 * `batch_size` times as many samples as are repeated. Hoffer et al., "Augment your batch" (2020).
 */
@COLLATE_FNS.register({ name: 'repeat_pseudo_collate' })
export class RepeatPseudoCollate extends Collate {
  static readonly options = z
    .strictObject({})
    .describe('keeps samples as a list, those of one video that were augmented several times side by side');

  override collate(items: readonly Item[]): Batch {
    return pseudoCollate(items.flat());
  }
}
