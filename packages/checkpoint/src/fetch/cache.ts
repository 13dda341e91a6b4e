import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The folder for downloaded checkpoints: `checkpoints` in `MMA_CACHE_DIR`, else in `mma` in the user's cache folder. */
export function checkpointCache(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MMA_CACHE_DIR']) return join(resolve(env['MMA_CACHE_DIR']), 'checkpoints');
  if (env['XDG_CACHE_HOME']) return join(resolve(env['XDG_CACHE_HOME']), 'mma', 'checkpoints');
  if (process.platform === 'win32' && env['LOCALAPPDATA']) {
    return join(env['LOCALAPPDATA'], 'mma', 'cache', 'checkpoints');
  }
  return join(homedir(), '.cache', 'mma', 'checkpoints');
}

/**
 * The place of an address in the cache. A name with a hash in it says all; any other file has a place by host and path,
 * because every second repository has a `model.safetensors`.
 */
export function cachePath(url: string, folder: string): string {
  const { host, pathname, search } = new URL(url);
  const parts = pathname.split('/').filter((part) => part !== '');
  const name = safe(parts.pop() ?? '') || 'checkpoint';
  if (hashInName(name) !== undefined) return join(folder, name);
  const query = search === '' ? [] : [`query-${createHash('sha256').update(search).digest('hex').slice(0, 12)}`];
  return join(folder, safe(host), ...parts.map(safe), ...query, name);
}

/** A URL's part as a name for a file on any system. */
function safe(part: string): string {
  return part.replace(/[^\w.@+=-]/g, '_').replace(/^\.+$/, '_');
}

/**
 * The first eight digits of the file's SHA-256 that PyTorch's and OpenMMLab's names end in (`resnet50-0676ba61.pth`).
 * Eight digits that read as a date are taken for one.
 */
export function hashInName(name: string): string | undefined {
  const digits = /-([0-9a-f]{8})\.(?:pth|pt|ckpt|bin|safetensors)$/.exec(name)?.[1];
  return digits !== undefined && /^(19|20)\d\d(0[1-9]|1[0-2])[0-3]\d$/.test(digits) ? undefined : digits;
}

/** SHA-256 of a file, as hexadecimal digits. */
export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
