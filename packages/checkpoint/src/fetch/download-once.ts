import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import { writeError } from '../files/replace-file.js';
import { type DownloadOptions, download } from './download.js';

/** Seconds after which the lock of a process that died is taken over. */
const stale = 10;

export interface DownloadOnceOptions extends DownloadOptions {
  /** Called where another process is downloading the file, or was a moment ago. */
  readonly onWait?: ((file: string) => void) | undefined;
}

/** `download`, unless another process is at it: then wait for that one, and take what it has brought. */
export async function downloadOnce(url: string, file: string, options: DownloadOnceOptions): Promise<void> {
  const lost = new AbortController();
  const { onWait } = options;
  if (onWait !== undefined && (await lockfile.check(file, { realpath: false, stale: stale * 1000 }))) onWait(file);
  const release = await lock(file, lost);
  try {
    if (!existsSync(file)) await download(url, file, { ...options, signal: lost.signal });
  } finally {
    // A lock that was lost is no longer ours to release; the download said so.
    await release().catch((error: unknown) => {
      if (!lost.signal.aborted) throw error;
    });
  }
}

async function lock(file: string, lost: AbortController): Promise<() => Promise<void>> {
  try {
    await mkdir(dirname(file), { recursive: true });
    return await lockfile.lock(file, {
      realpath: false,
      stale: stale * 1000,
      onCompromised: (error) => lost.abort(error),
      retries: { retries: 24 * 3600, factor: 1, minTimeout: 250, maxTimeout: 1000 },
    });
  } catch (error) {
    throw writeError(file, error);
  }
}
