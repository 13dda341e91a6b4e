import { ACTIONS } from './actions.js';

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Clips in each split. */
export type Counts = Readonly<Record<Split, number>>;

export const DEFAULT_COUNTS: Counts = { train: 120, val: 40, test: 20 };

/** One clip to draw: plain data, so that it crosses threads. */
export interface ClipPlan {
  /** Relative to the dataset's folder: `train/waving/000.mp4`. */
  file: string;
  /** Class index, and place in `ACTIONS`. */
  label: number;
  /** What the clip's chance is keyed by. */
  keys: readonly (number | string)[];
}

/** All clips of a dataset; classes take turns, so that any first few samples are balanced. */
export function planClips(seed: number, counts: Counts): ClipPlan[] {
  return SPLITS.flatMap((split) =>
    Array.from({ length: counts[split] }, (_, i): ClipPlan => {
      const label = i % ACTIONS.length;
      const number = Math.floor(i / ACTIONS.length);
      const { folder } = ACTIONS[label]!;
      return {
        file: `${split}/${folder}/${String(number).padStart(3, '0')}.mp4`,
        label,
        keys: [seed, split, folder, number],
      };
    }),
  );
}

/** Names of the files beside the clips, and what they hold. */
export function annotationFiles(clips: readonly ClipPlan[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const split of SPLITS) {
    const lines = clips
      .filter(({ file }) => file.startsWith(`${split}/`))
      .map(({ file, label }) => `${file.slice(split.length + 1)} ${label}\n`);
    files.set(`stick_actions_${split}_video.txt`, lines.join(''));
  }
  files.set('label_map_stick_actions.txt', ACTIONS.map(({ label }) => `${label}\n`).join(''));
  return files;
}
