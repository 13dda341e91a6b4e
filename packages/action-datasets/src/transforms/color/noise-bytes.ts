import type { Random } from '@mma/engine';

/** Uniform bytes. One draw seeds a fast generator (xorshift32, Marsaglia 2003): noise needs many, and no more than looks random. */
export function noiseBytes(count: number, random: Random): Uint8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  let state = random.int(1, 2 ** 32);
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, count);
}
