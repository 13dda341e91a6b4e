/**
 * Samples that go through the model together. Always as many, because for each number the model is recorded, and its filters are kept, anew;
 * and few, because the last batch is filled up.
 */
export const BATCH = 3;

/** Applies `run` to batches of items, in order; what fills up the last one is the first item once more. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  run: (batch: readonly Item[]) => Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const filled = Array.from({ length: BATCH }, (_, index) => batch[index] ?? items[0]!);
    results.push(...(await run(filled)).slice(0, batch.length));
  }
  return results;
}
