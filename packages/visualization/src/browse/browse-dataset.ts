import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type DatasetSource, openDataset } from '@mma/engine';
import { Piscina } from 'piscina';
import { writeWhole } from '../clips/write-whole.js';
import type { BrowsedClip, BrowseFormat, BrowseSettings, BrowseSetup } from './browse-format.js';
import { contactSheet } from './contact-sheet.js';
import type { BrowseMode } from './select-stages.js';

export interface BrowseOptions {
  /** What of each clip is shown; `transformed` by default. */
  readonly mode?: BrowseMode;
  /** `mp4` by default. */
  readonly format?: BrowseFormat;
  /** The first so many clips; all by default. */
  readonly number?: number;
  /** Pictures a second; 5 by default. */
  readonly fps?: number;
  /** Enlarges or shrinks the pictures. */
  readonly rescaleFactor?: number;
  /** Keys the random choices of transforms, as in training; 0 by default. */
  readonly seed?: number;
  /** Names of the classes by index, instead of those that the dataset knows. */
  readonly classes?: readonly string[];
  /** Stands above the page. */
  readonly title?: string;
  /** Threads; as many as the machine has cores, at most 8, by default. */
  readonly workers?: number;
  /** Called after each clip. */
  readonly onProgress?: (done: number, total: number) => void;
}

// Found by the package's own name, so that it is the built file wherever this source runs.
const TASK = createRequire(import.meta.url).resolve('@mma/visualization/browse-task');

/**
 * Writes the clips of a dataset as its pipeline makes them, one file each, and `index.html`, a page that plays them all.
 *
 * @param folder made where it is not there
 * @returns every clip in the dataset's order; those that cannot be made have a `problem` instead of an `output`
 * @throws VisualizationError `MMA_VISUALIZATION_WRITE` where the folder cannot be written to
 */
export async function browseDataset(
  source: DatasetSource,
  folder: string,
  options: BrowseOptions = {},
): Promise<BrowsedClip[]> {
  const { number = Number.POSITIVE_INFINITY, workers = Math.min(availableParallelism(), 8), onProgress } = options;
  const dataset = await openDataset(source);
  const total = Math.min(number, dataset.length);
  // A folder that cannot be written to is known before any work is done.
  await writeWhole(join(folder, 'index.html'), contactSheet([], { title: options.title ?? 'Dataset' }));
  const settings: BrowseSettings = {
    folder,
    mode: options.mode ?? 'transformed',
    format: options.format ?? 'mp4',
    fps: options.fps ?? 5,
    rescaleFactor: options.rescaleFactor ?? 1,
    seed: options.seed ?? 0,
    classes: options.classes ?? [],
    digits: String(dataset.length - 1).length,
  };
  const setup: BrowseSetup = { source, settings };
  const pool = new Piscina({
    filename: TASK,
    minThreads: 1,
    maxThreads: Math.max(1, Math.min(workers, total)),
    workerData: setup,
  });
  try {
    let done = 0;
    const clips = await Promise.all(
      Array.from({ length: total }, async (_, index) => {
        const clip: BrowsedClip = await pool.run(index);
        onProgress?.(++done, total);
        return clip;
      }),
    );
    await writeWhole(join(folder, 'index.html'), contactSheet(clips, { title: options.title ?? 'Dataset' }));
    return clips;
  } finally {
    // `close` lets threads end what they do: decoding must not be cut off.
    await pool.close({ force: false });
  }
}
