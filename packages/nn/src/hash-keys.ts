const encoder = new TextEncoder();

/** Ends every key; 0xff occurs nowhere in UTF-8, so ('ab', 'c') and ('a', 'bc') differ. */
const TERMINATOR = 0xff;
const NUMBER_TAG = 1;
const STRING_TAG = 2;

/**
 * Hashes a list of keys to 2 × 32 bits (unsigned integers): the one hash behind all keyed randomness.
 *
 * The same keys give the same bits on every platform; the number 1 and the string '1' are different keys.
 * Two FNV-1a lanes (Fowler, Noll, Vo) over the UTF-8 bytes, each closed by MurmurHash3's finaliser so that
 * neighbouring keys (epoch 1, epoch 2) come out unrelated. Not for secrets.
 */
export function hashKeys(...keys: readonly (number | string)[]): [number, number] {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  const feed = (byte: number): void => {
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ byte, 0x5bd1e995);
  };
  for (const key of keys) {
    feed(typeof key === 'number' ? NUMBER_TAG : STRING_TAG);
    for (const byte of encoder.encode(String(key))) feed(byte);
    feed(TERMINATOR);
  }
  const low = finalise(first);
  return [low, finalise(second ^ low)];
}

function finalise(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
