export interface BatchPlanOptions {
  batchSize: number;
  /** Leave out a last batch that is not full. */
  dropLast: boolean;
  /** At most this many batches. */
  limit?: number | undefined;
}

/** Cuts the order of an epoch's samples into batches. */
export function planBatches(order: readonly number[], { batchSize, dropLast, limit }: BatchPlanOptions): number[][] {
  const batches: number[][] = [];
  for (
    let start = 0;
    start < order.length && batches.length < (limit ?? Number.POSITIVE_INFINITY);
    start += batchSize
  ) {
    const batch = order.slice(start, start + batchSize);
    if (batch.length === batchSize || !dropLast) batches.push(batch);
  }
  return batches;
}
