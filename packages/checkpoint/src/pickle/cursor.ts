import { corrupt } from '../errors.js';

/** The bytes end before the pickle does. A legacy file's reader takes it as a request for more. */
export class EndOfPickle extends Error {}

/** Reads the arguments of pickle opcodes from bytes, never past their end. */
export class Cursor {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Step over `count` bytes and say where they start. */
  #skip(count: number): number {
    const start = this.at;
    if (count > this.#bytes.length - start) throw new EndOfPickle();
    this.at = start + count;
    return start;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#skip(1));
  }

  u16(): number {
    return this.#bytes.readUInt16LE(this.#skip(2));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#skip(4));
  }

  i32(): number {
    return this.#bytes.readInt32LE(this.#skip(4));
  }

  u64(): number {
    const value = this.#bytes.readBigUInt64LE(this.#skip(8));
    if (value > Number.MAX_SAFE_INTEGER) throw corrupt(`a pickled value of ${value} bytes cannot be`);
    return Number(value);
  }

  /** Big-endian, as pickle has it. */
  f64(): number {
    return this.#bytes.readDoubleBE(this.#skip(8));
  }

  /** A two's complement integer of `count` little-endian bytes; number where exact. */
  long(count: number): number | bigint {
    if (count === 0) return 0;
    const bytes = Buffer.from(this.bytes(count)).reverse();
    const value = BigInt.asIntN(count * 8, BigInt(`0x${bytes.toString('hex')}`));
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  text(count: number): string {
    const start = this.#skip(count);
    return this.#bytes.toString('utf8', start, start + count);
  }

  /** A copy. */
  bytes(count: number): Uint8Array {
    const start = this.#skip(count);
    return Uint8Array.from(this.#bytes.subarray(start, start + count));
  }

  /** Text up to the next newline, which is consumed. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new EndOfPickle();
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }
}
