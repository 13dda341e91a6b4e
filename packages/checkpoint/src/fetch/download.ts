import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EnvHttpProxyAgent } from 'undici';
import { CheckpointError } from '../errors.js';
import { hashInName, hashOfFile } from './cache.js';
import { type DownloadProgress, Interruption, Refusal, transfer } from './transfer.js';

export interface DownloadOptions {
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Seconds of silence after which a connection counts as broken. Default 60. */
  readonly silence?: number | undefined;
  /** Ends the download; what came stays for another time. */
  readonly signal?: AbortSignal | undefined;
}

/** Attempts in a row that bring the file no further, before it is given up. */
const fruitlessAttempts = 4;

/**
 * Fetch `url` to `file`, whose folder exists, by way of `<file>.part`: a broken connection is taken up where it broke, at once or in a later
 * run. The file appears under its name only whole, and only with the hash that its name may give.
 *
 * Proxies are those of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.
 *
 * @throws CheckpointError `MMA_CHECKPOINT_DOWNLOAD` where it cannot be had, `MMA_CHECKPOINT_HASH` where it is another file.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const hash = hashInName(basename(file));
  const milliseconds = (options.silence ?? 60) * 1000;
  const { onProgress, signal } = options;
  // Node's own `fetch` heeds proxies only in a process that was started with a flag for it.
  const dispatcher = new EnvHttpProxyAgent({
    headersTimeout: milliseconds,
    bodyTimeout: milliseconds,
    // Many proxies open tunnels only for https:// and want http:// requests whole.
    proxyTunnel: false,
  });
  try {
    for (let fruitless = 0; ; ) {
      try {
        await transfer(url, file, { dispatcher, hashed: hash !== undefined, onProgress, signal });
        break;
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        fruitless = error.gained ? 0 : fruitless + 1;
        if (fruitless === fruitlessAttempts) throw error;
        if (fruitless > 1) await setTimeout(500 * fruitless);
      }
    }
  } catch (error) {
    await removeIfEmpty(`${file}.part`);
    throw error instanceof Refusal || error instanceof Interruption ? unavailable(url, file, error) : error;
  } finally {
    await dispatcher.destroy();
  }
  if (hash !== undefined) await checkHash(`${file}.part`, { hash, url });
  await rename(`${file}.part`, file);
  await rm(`${file}.part.tag`, { force: true });
}

/** What came stays for another time; nothing came is nothing to keep. */
async function removeIfEmpty(part: string): Promise<void> {
  const bytes = await stat(part).then(
    ({ size }) => size,
    () => undefined,
  );
  if (bytes === 0) await Promise.all([part, `${part}.tag`].map((path) => rm(path, { force: true })));
}

async function checkHash(part: string, { hash, url }: { hash: string; url: string }): Promise<void> {
  const found = await hashOfFile(part);
  if (found.startsWith(hash)) return;
  await rm(part);
  throw new CheckpointError(
    'MMA_CHECKPOINT_HASH',
    `what ${url} answers has the hash ${found.slice(0, 8)}…, its name promises ${hash}`,
    { hint: 'it is not the file that was asked for, or it was damaged on the way: try again, or from another place' },
  );
}

function unavailable(url: string, file: string, error: Refusal | Interruption): CheckpointError {
  const status = error instanceof Refusal ? error.status : undefined;
  const hint =
    status === 404 || status === 410
      ? 'check the address'
      : `where it can be had, save it as ${file}, or name your own file instead; ` +
        (status === undefined ? 'behind a proxy set HTTPS_PROXY' : 'the server may ask for a permission');
  return new CheckpointError('MMA_CHECKPOINT_DOWNLOAD', `cannot download ${url}: ${error.message}`, {
    cause: error,
    hint,
  });
}
