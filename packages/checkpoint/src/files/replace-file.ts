import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CheckpointError } from '../errors.js';

const maxWriteBytes = 1 << 26;

/** Appends bytes to the file being written. */
export class ByteSink {
  /** Bytes written so far. */
  position = 0;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.byteLength) {
      const length = Math.min(bytes.byteLength - done, maxWriteBytes);
      const { bytesWritten } = await this.#handle.write(bytes, done, length);
      done += bytesWritten;
    }
    this.position += bytes.byteLength;
  }
}

/**
 * Write a file so that its name always stands for a whole one: written beside, flushed to disk, renamed.
 * On an error the old file, if any, is untouched and the new one is gone.
 */
export async function replaceFile(file: string, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await write(new ByteSink(handle));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof CheckpointError ? error : writeError(file, error);
  }
}

/** Makes the rename itself durable; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'there is a folder of that name',
};

/** What a failure to write means, in words. */
export function writeError(file: string, cause: unknown): CheckpointError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = (code !== undefined && reasons[code]) || message;
  return new CheckpointError('MMA_CHECKPOINT_WRITE_FAILED', `cannot write ${file}: ${reason}`, {
    cause,
    hint: 'an earlier file of this name is untouched',
  });
}
