/** A seeded source of uniform numbers in [0, 1): mulberry32. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bytes with one to eight pieces flipped, overwritten, cut out, repeated or cut off. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let result = Uint8Array.from(bytes);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let round = 1 + below(8); round > 0 && result.length > 0; round--) {
    const at = below(result.length);
    const length = 1 + below(Math.min(16, result.length - at));
    const head = result.subarray(0, at);
    const piece = result.subarray(at, at + length);
    const tail = result.subarray(at + length);
    const kind = below(8);
    if (kind < 3) result[at] = below(256);
    else if (kind < 4) result[at] = (result[at] ?? 0) ^ (1 << below(8));
    else if (kind < 5) result.fill(below(2) * 255, at, at + length);
    else if (kind < 6) result = Uint8Array.from([...head, ...tail]);
    else if (kind < 7) result = Uint8Array.from([...head, ...piece, ...piece, ...tail]);
    else if (below(4) === 0) result = Uint8Array.from(head);
  }
  return result;
}
