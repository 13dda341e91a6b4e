import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';

/**
 * Writes a file beside its place and renames it there: under its name there is the old file or the whole new one. Its folder is made
 * where it is not there. On an error an earlier file is untouched, and nothing else is left.
 *
 * @param options.flush whether to wait until it is on the disk, so that it outlives a power cut; true by default
 * @throws what the file system says; packages tell it in errors of their own
 */
export async function replaceFile(
  path: string,
  contents: string | Uint8Array,
  { flush = true }: { flush?: boolean } = {},
): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  await makeFolder(folder);
  try {
    const file = await open(beside, 'wx');
    try {
      await file.writeFile(contents);
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    if (flush) await syncFolder(folder);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Makes renames in a folder durable; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
