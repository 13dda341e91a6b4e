import { expect, test } from 'vitest';
import { BATCH, inBatches } from './batches.js';

test.each([0, 1, BATCH - 1, BATCH, 2 * BATCH + 3])(
  '%i items: each once, in order, in batches of two sizes',
  async (count) => {
    const sizes = new Set<number>();
    const items = Array.from({ length: count }, (_, at) => at);
    const results = await inBatches(items, async (batch) => {
      sizes.add(batch.length);
      return batch.map((item) => -item);
    });
    expect(results).toEqual(items.map((item) => -item));
    expect([1, BATCH]).toEqual(expect.arrayContaining([...sizes]));
  },
);
