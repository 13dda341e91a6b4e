export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function describe(values: readonly number[]): string {
  const [min, mid, max] = [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(0));
  return `median ${mid} ms (${min} to ${max})`;
}
