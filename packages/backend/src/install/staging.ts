import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'staging-';

/**
 * An empty folder inside `root` for `work` to fill, so that a rename puts the result in place; removed afterwards.
 * Call it under the lock of `root`: whatever an interrupted process left there is removed first.
 */
export async function inStaging<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(root, { recursive: true });
  const abandoned = (await readdir(root)).filter((name) => name.startsWith(PREFIX));
  for (const name of abandoned) await rm(join(root, name), { recursive: true, force: true });
  const folder = await mkdtemp(join(root, PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
