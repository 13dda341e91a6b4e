/** Reads `length` bytes from `offset`, in a buffer of their own. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;

const blockBytes = 1 << 17;
const blocksKept = 8;

/**
 * Serves short reads from blocks that are read whole: a checkpoint's small tensors and headers lie side by side by the
 * hundred, and a read costs more than its bytes. Long reads pass by.
 */
export class BlockReader {
  readonly #read: ReadBytes;
  readonly #size: number;
  /** The latest blocks by number, the one used longest ago first. */
  readonly #blocks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  /** @param size of the file in bytes */
  constructor(read: ReadBytes, size: number) {
    this.#read = read;
    this.#size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const number = Math.floor(offset / blockBytes);
    const start = offset - number * blockBytes;
    if (start + length > blockBytes || length > blockBytes / 2) return this.#read(offset, length);
    const block = await this.#block(number);
    return new Uint8Array(block.subarray(start, start + length));
  }

  #block(number: number): Promise<Uint8Array<ArrayBuffer>> {
    const offset = number * blockBytes;
    const block = this.#blocks.get(number) ?? this.#read(offset, Math.min(blockBytes, this.#size - offset));
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    if (this.#blocks.size > blocksKept) this.#blocks.delete(this.#blocks.keys().next().value!);
    return block;
  }
}
