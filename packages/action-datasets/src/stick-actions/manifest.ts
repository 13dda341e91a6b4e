import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counts } from './plan.js';

/** The file that is in every finished dataset, and in no other folder. */
export const MANIFEST = 'stick_actions.json';

/** Raised whenever the same seed would draw other pictures: what older versions drew is then drawn anew. */
const VERSION = 1;

/** What a dataset was made from, and how many bytes each of its files has. */
export interface Manifest {
  version: number;
  seed: number;
  counts: Counts;
  files: Record<string, number>;
}

export async function makeManifest(
  folder: string,
  made: { seed: number; counts: Counts; files: readonly string[] },
): Promise<Manifest> {
  const sizes = await Promise.all(
    made.files.map(async (file) => [file, (await stat(join(folder, file))).size] as const),
  );
  return { version: VERSION, seed: made.seed, counts: made.counts, files: Object.fromEntries(sizes) };
}

/** The manifest of a folder; undefined when it has none that can be read. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    // Cut short or edited: as good as none, the dataset is made anew.
    return undefined;
  }
}

/**
 * Whether a folder holds all files of the dataset, as this version draws it: of this seed and these counts, where they are given.
 */
export async function isComplete(
  folder: string,
  wanted: { seed?: number | undefined; counts?: Counts | undefined } = {},
): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (manifest === undefined || manifest.version !== VERSION) return false;
  if (wanted.seed !== undefined && manifest.seed !== wanted.seed) return false;
  if (wanted.counts !== undefined && JSON.stringify(manifest.counts) !== JSON.stringify(wanted.counts)) return false;
  const present = await Promise.all(
    Object.entries(manifest.files).map(([file, size]) =>
      stat(join(folder, file)).then(
        (found) => found.size === size,
        () => false,
      ),
    ),
  );
  return present.every(Boolean);
}
