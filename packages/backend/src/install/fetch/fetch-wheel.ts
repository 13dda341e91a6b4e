import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedWheel } from '../pins/pinned-wheel.js';
import { verify } from './checksum.js';
import { fetchWithPip } from './pip.js';
import type { OnProgress } from './progress.js';
import { fetchFromPypi } from './pypi.js';

const WAYS = [
  { name: 'through pip', fetch: fetchWithPip },
  { name: 'from PyPI', fetch: fetchFromPypi },
];

interface FetchOptions {
  onProgress: OnProgress;
  /** Told why a way has failed. */
  onMessage: (line: string) => void;
}

/**
 * Fetches a wheel into `folder` the first way that works. One that lies there already, of an earlier attempt, is not fetched again.
 * @throws Error that lists what each way said; a file of other content is removed
 */
export async function fetchWheel(
  wheel: PinnedWheel,
  folder: string,
  { onProgress, onMessage }: FetchOptions,
): Promise<string> {
  const file = join(folder, wheel.fileName);
  if (existsSync(file) && (await isWhole(file, wheel))) return file;
  const failures: string[] = [];
  for (const { name, fetch } of WAYS) {
    try {
      await fetch(wheel, folder, onProgress);
      await verify(file, wheel.sha256);
      return file;
    } catch (error) {
      await rm(file, { force: true });
      failures.push(`${wheel.project} ${name}: ${error instanceof Error ? error.message : String(error)}`);
      onMessage(failures.at(-1)!);
    }
  }
  throw new Error(failures.join('\n  - '));
}

const isWhole = (file: string, { sha256 }: PinnedWheel): Promise<boolean> =>
  verify(file, sha256).then(
    () => true,
    () => false,
  );
