/**
 * A non-negative number with a fixed count of decimals, halves rounded to even as Python does; JavaScript's `toFixed` rounds them
 * up. Both work on the exact binary value, so only numbers that are exactly halfway differ.
 */
export function fixed(value: number, decimals: number): string {
  const places = Math.min(decimals, 60);
  if (value >= 1e21) return BigInt(value).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '');
  const text = value.toFixed(places);
  const exact = value.toFixed(Math.min(100, places + 40));
  const tail = exact.slice(exact.indexOf('.') + 1 + places);
  const isHalfway = /^50*$/.test(tail);
  if (!isHalfway) return text;
  const down = exact.slice(0, exact.length - tail.length).replace(/\.$/, '');
  return Number(down.at(-1)) % 2 === 0 ? down : text;
}
