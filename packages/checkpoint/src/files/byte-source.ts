import { type FileHandle, open } from 'node:fs/promises';
import { CheckpointError, corrupt } from '../errors.js';
import { BlockReader } from './block-reader.js';

const maxReadBytes = 1 << 30;

/** A file read by offset. */
export class ByteSource implements AsyncDisposable {
  readonly file: string;
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #blocks: BlockReader;
  #closed = false;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.file = file;
    this.#handle = handle;
    this.size = size;
    this.#blocks = new BlockReader((offset, length) => this.#read(offset, length), size);
  }

  static async open(file: string): Promise<ByteSource> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(file, 'r');
      const stats = await handle.stat();
      if (!stats.isFile()) {
        throw new CheckpointError('MMA_CHECKPOINT_READ_FAILED', `${file} is not a file`, {
          hint: 'name a checkpoint file, such as work_dirs/tsn/epoch_10.pth',
        });
      }
      return new ByteSource(file, handle, stats.size);
    } catch (error) {
      await handle?.close();
      if (error instanceof CheckpointError) throw error;
      throw openError(file, error);
    }
  }

  /** Exactly `length` bytes from `offset`, in a buffer of their own. */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#closed) {
      throw new CheckpointError('MMA_CHECKPOINT_CLOSED', `${this.file} is read after its checkpoint was closed`, {
        hint: 'read the tensors before close(), or before the end of the `await using` block',
      });
    }
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw corrupt(`bytes ${offset} to ${offset + length} are needed, the file has ${this.size}`);
    }
    return this.#blocks.read(offset, length);
  }

  async #read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle.read(bytes, done, Math.min(length - done, maxReadBytes), offset + done);
      if (bytesRead === 0) throw corrupt('the file was cut while it was read');
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function openError(file: string, cause: unknown): CheckpointError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CheckpointError('MMA_CHECKPOINT_NOT_FOUND', `no checkpoint at ${file}`, {
      hint: 'check the path; an address (https://, torchvision://, open-mmlab://, hf://) goes through fetchCheckpoint first',
      cause,
    });
  }
  return new CheckpointError('MMA_CHECKPOINT_READ_FAILED', `cannot read ${file}: ${(cause as Error).message}`, {
    cause,
  });
}

/** Run `work`; an error of this package gets the file's name in front. */
export async function inFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CheckpointError) || error.message.includes(file)) throw error;
    const { code, message, hint } = error;
    throw new CheckpointError(code, `${file}: ${message}`, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
}
