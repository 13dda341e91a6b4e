import { expect, test } from 'vitest';
import { BATCH, inBatches } from './batches.js';

test.each([0, 1, BATCH - 1, BATCH, 2 * BATCH + 1])(
  '%i items: each once, in order, always as many at once',
  async (count) => {
    const sizes: number[] = [];
    const items = Array.from({ length: count }, (_, at) => at);
    const results = await inBatches(items, async (batch) => {
      sizes.push(batch.length);
      return batch.map((item) => -item);
    });
    expect(results).toEqual(items.map((item) => -item));
    expect(sizes).toEqual(Array(Math.ceil(count / BATCH)).fill(BATCH));
  },
);
