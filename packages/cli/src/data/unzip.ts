import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { CliError } from '../errors.js';

/** Videos hardly shrink in an archive: one that grows more than this is made to fill disks. */
const MAX_GROWTH = 100;
/** Archives may grow to this size in any case. */
const MAX_SMALL_BYTES = 2 ** 30;

/** Set in the Unix mode of a symbolic link, of the bits 0o170000. */
const SYMBOLIC_LINK = 0o120000;

export interface UnzipOptions {
  /** Put all files into one folder, whatever folders they are in there. */
  flat?: boolean;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Unpacks a zip archive into a new folder, which appears when it is complete. Where all of the archive is in one folder of that name, its
 * contents are taken.
 *
 * @returns the number of files
 * @throws CliError `MMA_CLI_ARCHIVE` for a damaged archive, and for one with links, with paths that lead out of the folder, or that
 * grows beyond measure; nothing is left behind then
 */
export async function unzip(archive: string, folder: string, options: UnzipOptions = {}): Promise<number> {
  const beside = join(dirname(folder), `.${basename(folder)}.${process.pid}.tmp`);
  try {
    await mkdir(beside, { recursive: true });
    const count = await unpack(archive, beside, options);
    const [first, ...others] = await readdir(beside);
    const isWrapped = first === basename(folder) && others.length === 0;
    await rename(isWrapped ? join(beside, first) : beside, folder);
    return count;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('MMA_CLI_ARCHIVE', `${archive} cannot be unpacked: ${(error as Error).message}`, {
      hint: 'Delete it and download it again; if that does not help, it is not the archive it should be.',
      cause: error,
    });
  } finally {
    // Its folder may be no folder: the first error says so.
    await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
}

async function unpack(archive: string, folder: string, { flat, onProgress }: UnzipOptions): Promise<number> {
  const limit = Math.max(MAX_SMALL_BYTES, MAX_GROWTH * (await stat(archive)).size);
  // yauzl checks by itself that names stay inside the folder and that files are as long as the archive says.
  const zip = await openPromise(archive, { lazyEntries: true, strictFileNames: false });
  let [entries, files, bytes] = [0, 0, 0];
  try {
    for await (const entry of zip.eachEntry()) {
      onProgress?.(++entries, zip.entryCount);
      if (entry.fileName.endsWith('/')) continue;
      bytes += entry.uncompressedSize;
      if (isLink(entry)) throw new Error(`it holds a link, ${entry.fileName}`);
      if (bytes > limit) throw new Error(`its files would take more than ${limit} bytes`);
      const file = join(folder, flat ? basename(entry.fileName) : entry.fileName);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file, { flags: 'wx' }));
      files++;
    }
  } finally {
    zip.close();
  }
  return files;
}

function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === SYMBOLIC_LINK;
}
