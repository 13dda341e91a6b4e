import { rm } from 'node:fs/promises';
import { fetchWheel } from './fetch/fetch-wheel.js';
import { Progress } from './fetch/progress.js';
import type { PinnedLibrary } from './pins/sources.js';
import { checkSpace } from './space.js';
import { unpackWheel } from './unpack.js';

interface Folders {
  /** Where the library is put. */
  into: string;
  /** Where wheels lie until all are there: the next attempt goes on from them. */
  downloads: string;
}

/**
 * Fetches a library's wheels and unpacks them, once all are there and are what they should be.
 * @throws BackendError `MMA_BACKEND_SPACE`; Error when a wheel cannot be had
 */
export async function installWheels(
  { wheels, space }: PinnedLibrary,
  { into, downloads }: Folders,
  onMessage: (line: string) => void,
): Promise<void> {
  await checkSpace(downloads, space);
  const total = wheels.reduce((sum, { size }) => sum + size, 0);
  const progress = new Progress('libtensorflow', onMessage);
  const files: string[] = [];
  let before = 0;
  for (const wheel of wheels) {
    const start = before;
    const onProgress = (bytes: number) => progress.update(start + bytes, total);
    files.push(await fetchWheel(wheel, downloads, { onProgress, onMessage }));
    before += wheel.size;
  }
  if (files.length > 1) onMessage(`unpacking ${files.length} wheels`);
  for (const file of files) {
    await unpackWheel(file, into);
    await rm(file);
  }
}
