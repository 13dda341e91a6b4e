import { statfs } from 'node:fs/promises';
import { BackendError } from '../backend-error.js';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** @throws BackendError `MMA_BACKEND_SPACE` when the disk of `folder` has less than `needed` bytes left */
export async function checkSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new BackendError(
    'MMA_BACKEND_SPACE',
    `installing takes about ${gigabytes(needed)}, and the disk of ${folder} has ${gigabytes(free)} left`,
    'Make room there, or set MMA_CACHE_DIR to a folder on another disk.',
  );
}
