/** Samples that go through the model together. A rest goes one by one: every other number would be recorded, and kept, for itself. */
export const BATCH = 8;

/** Applies `run` to whole batches of items and to what is left over, in order. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  run: (batch: readonly Item[]) => Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; ) {
    const count = items.length - at >= BATCH ? BATCH : 1;
    results.push(...(await run(items.slice(at, at + count))));
    at += count;
  }
  return results;
}
