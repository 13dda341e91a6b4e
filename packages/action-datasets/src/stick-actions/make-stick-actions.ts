import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '../errors.js';
import { drawClips } from './draw-clips.js';
import { isComplete, MANIFEST, makeManifest, readManifest } from './manifest.js';
import { annotationFiles, type Counts, DEFAULT_COUNTS, planClips } from './plan.js';

export interface MakeStickActionsOptions {
  /** The same seed draws the same frames; 0 by default. */
  seed?: number;
  /** Clips in each split; 120, 40 and 20 by default, which fit on 15 MB. */
  counts?: Counts;
  /** Takes a complete dataset that is there already as it is, whatever its seed and counts; false by default. */
  keepAny?: boolean;
  /** Threads that draw; 0 draws on the calling one. One a core by default, at most 8. */
  workers?: number;
  /** Called after each clip. */
  onProgress?(done: number, total: number): void;
}

export interface MadeStickActions {
  /** Whether the dataset was there already, so that nothing was drawn. */
  reused: boolean;
  /** The dataset's folder, absolute. */
  folder: string;
  /** Number of clips. */
  clips: number;
}

/**
 * Makes the embedded dataset: drawn figures waving, clapping, doing jumping jacks, squatting, or running on the spot, in
 * clips of 3 s (H.264, 320×240, 15 fps) with MMAction2's annotation files. Figures, clothes, colours, rooms, cameras and
 * tempos are drawn by chance, apart for each clip.
 *
 * The folder appears under its name when it is complete. A complete one of the same seed and counts is reused (any complete one with
 * `keepAny`), another of this dataset replaced.
 *
 * @param out folder to make: `train/`, `val/`, `test/` with a folder for each class, `stick_actions_{split}_video.txt`,
 * `label_map_stick_actions.txt`.
 * @throws DataError `MMA_DATA_FOLDER_IN_USE` when `out` holds something else
 */
export async function makeStickActions(out: string, options: MakeStickActionsOptions = {}): Promise<MadeStickActions> {
  const { seed = 0, counts = DEFAULT_COUNTS, workers = Math.min(availableParallelism(), 8), onProgress } = options;
  const wanted = options.keepAny ? {} : { seed, counts };
  const folder = resolve(out);
  if (await isComplete(folder, wanted)) {
    const present = (await readManifest(folder))!;
    return { reused: true, folder, clips: planClips(present.seed, present.counts).length };
  }
  const clips = planClips(seed, counts);
  await assertReplaceable(folder);
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    let done = 0;
    await drawClips(temporary, clips, { workers, onDrawn: () => onProgress?.(++done, clips.length) });
    const annotations = annotationFiles(clips);
    for (const [name, text] of annotations) await writeDurably(join(temporary, name), text);
    const files = [...clips.map(({ file }) => file), ...annotations.keys()];
    const manifest = await makeManifest(temporary, { seed, counts, files });
    await writeDurably(join(temporary, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    await moveIntoPlace(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { reused: false, folder, clips: clips.length };
}

/** Only an empty folder or an older dataset of this kind may be replaced. */
async function assertReplaceable(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DataError('MMA_DATA_FOLDER_IN_USE', `${folder} cannot be used as a folder: ${error.message}`, {
      hint: 'choose another folder with --out',
      cause: error,
    });
  });
  if (found.length === 0 || (await readManifest(folder)) !== undefined) return;
  throw new DataError(
    'MMA_DATA_FOLDER_IN_USE',
    `${folder} holds other files, and making the dataset there would replace them`,
    {
      hint: 'choose another folder with --out, or remove it yourself',
    },
  );
}

async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  const former = `${temporary}.former`;
  await rename(folder, former).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(temporary, folder);
  await rm(former, { recursive: true, force: true });
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(text);
  await file.sync();
}
