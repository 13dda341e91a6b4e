import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { dictOf, readCheckpoint, writeCheckpoint } from '@mma/checkpoint';
import { syncFolder } from './write-atomically.js';

/**
 * Writes a copy of a checkpoint with only the entries named `keys`, for others to use, beside it: the first 8 digits of its
 * SHA-256 end its name (`epoch_3-1a2b3c4d.pth`), by which a download is checked.
 *
 * @returns where it is, and which entries were left out
 */
export async function publishCheckpoint(
  file: string,
  keys: readonly string[],
): Promise<{ path: string; removed: string[] }> {
  const extension = extname(file);
  const name = basename(file, extension);
  const beside = join(dirname(file), `.${name}.${process.pid}.${randomBytes(4).toString('hex')}.pth`);
  await using checkpoint = await readCheckpoint(file);
  const content = [...(dictOf(checkpoint.content) ?? new Map())];
  const removed = content.map(([key]) => String(key)).filter((key) => !keys.includes(key));
  try {
    await writeCheckpoint(beside, new Map(content.filter(([key]) => keys.includes(String(key)))));
    const hash = createHash('sha256');
    await pipeline(createReadStream(beside), hash);
    const path = join(dirname(file), `${name}-${hash.digest('hex').slice(0, 8)}${extension}`);
    await rename(beside, path);
    await syncFolder(dirname(file));
    return { path, removed };
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
