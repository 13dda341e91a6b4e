import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { CheckpointError } from '../errors.js';
import { isShardIndex, readShardIndex } from '../safetensors/sharded.js';
import { cachePath, checkpointCache, hashInName, hashOfFile } from './cache.js';
import type { DownloadOnceOptions } from './download-once.js';
import { resolveCheckpoint } from './resolve.js';

export interface FetchOptions extends Omit<DownloadOnceOptions, 'signal'> {
  /** Where downloads are kept. Default: `checkpointCache()`. */
  readonly cacheFolder?: string | undefined;
}

/**
 * The file that a name of a checkpoint stands for (see `resolveCheckpoint`), downloaded first where it is not here.
 *
 * Downloads are kept and taken from the cache next time, without asking the server. Two processes that want one file
 * at once download it once. Where the name is of an index of several `.safetensors` files, they are fetched too.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_ADDRESS`, `MMA_CHECKPOINT_DOWNLOAD` or `MMA_CHECKPOINT_HASH`; a path is given
 * back as it is, whether or not there is a file.
 */
export async function fetchCheckpoint(name: string, options: FetchOptions = {}): Promise<string> {
  const place = resolveCheckpoint(name);
  if ('path' in place) return place.path;
  const file = cachePath(place.url, options.cacheFolder ?? checkpointCache());
  await fetchFile(place.url, file, options);
  if (isShardIndex(file)) {
    for (const shard of (await readShardIndex(file)).keys()) {
      await fetchFile(new URL(encodeURIComponent(basename(shard)), place.url).href, shard, options);
    }
  }
  return file;
}

async function fetchFile(url: string, file: string, options: FetchOptions): Promise<void> {
  if (await isThere(file)) {
    await checkCached(file);
    return;
  }
  // Loaded here, because those who read files of their own need no network.
  const { downloadOnce } = await import('./download-once.js');
  await downloadOnce(url, file, options);
}

/** A file that somebody has put into the cache by hand may be half a file. */
async function checkCached(file: string): Promise<void> {
  const promised = hashInName(basename(file));
  if (promised === undefined) return;
  const found = await hashOfFile(file);
  if (found.startsWith(promised)) return;
  throw new CheckpointError(
    'MMA_CHECKPOINT_HASH',
    `${file} has the hash ${found.slice(0, 8)}…, its name promises ${promised}`,
    { hint: 'delete it, and it will be downloaded' },
  );
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
