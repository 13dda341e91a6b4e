import { basename, join, resolve } from 'node:path';
import { DataError } from '../../errors.js';
import { writeFileSafely } from '../../write-safely.js';
import { findFrameFolders, findVideos, withoutExtension } from '../files/find-media.js';
import type { DescribedDataset, LayoutEntry } from './layout.js';
import { MediaIndex } from './match-media.js';

export interface MakeListsOptions {
  /** Folder of the videos or of the frame folders; lists are relative to it. */
  media: string;
  /** Folder the lists go to. */
  out: string;
  /** Begins the names of the lists: `ucf101` makes `ucf101_train_split_1_video.txt`. The media folder's name by default. */
  name?: string;
  /** List folders of extracted frames, with their number, in place of videos. */
  frames?: boolean;
}

export interface MadeLists {
  classes: readonly string[];
  files: { path: string; clips: number }[];
  /** Clips that the annotations name and the folder does not hold, by split. */
  missing: { split: string; names: string[] }[];
}

/**
 * Writes MMAction2's annotation lists of a dataset: `NAME_SPLIT_video.txt` with `path label` a line; with `frames`
 * `NAME_SPLIT_rawframes.txt` with `folder count label`, and `NAME_SPLIT_flow.txt` where flow was extracted; and
 * `label_map_NAME.txt`, a class a line. Clips that are not there are left out and reported.
 *
 * @throws DataError `MMA_DATA_LAYOUT_EMPTY` where not one clip of the annotations is in the folder
 */
export async function makeLists(dataset: DescribedDataset, options: MakeListsOptions): Promise<MadeLists> {
  const { media, out, name = basename(resolve(media)), frames = false } = options;
  const kinds = frames ? await frameLines(media) : await videoLines(media);
  const made: MadeLists = { classes: dataset.classes, files: [], missing: [] };
  const lists = new Map<string, string[]>();
  for (const [split, entries] of dataset.splits) {
    const missing = new Set<string>();
    for (const { ending, lineOf } of kinds) {
      const lines: string[] = [];
      for (const entry of entries) {
        const line = lineOf(entry);
        if (line === undefined) missing.add(entry.name);
        else if (line !== '') lines.push(line);
      }
      if (lines.length > 0) lists.set(join(out, `${name}_${split}_${ending}.txt`), lines);
    }
    if (missing.size > 0) made.missing.push({ split, names: [...missing] });
  }
  if (lists.size === 0) {
    const example = made.missing[0]?.names[0];
    throw new DataError(
      'MMA_DATA_LAYOUT_EMPTY',
      `${media} holds none of the ${made.missing.reduce((sum, { names }) => sum + names.length, 0)} clips that the annotations name${example === undefined ? '' : ` (such as ${example})`}`,
      { hint: 'check that the folder and the annotations belong to the same dataset' },
    );
  }
  for (const [path, lines] of lists) {
    await writeFileSafely(path, lines.map((line) => `${line}\n`).join(''));
    made.files.push({ path, clips: lines.length });
  }
  await writeFileSafely(join(out, `label_map_${name}.txt`), dataset.classes.map((label) => `${label}\n`).join(''));
  return made;
}

/** One kind of list; `lineOf` gives undefined for a clip that is not there, and nothing for one that has none of this kind. */
interface ListKind {
  ending: 'video' | 'rawframes' | 'flow';
  lineOf(entry: LayoutEntry): string | undefined;
}

async function videoLines(folder: string): Promise<ListKind[]> {
  const files = new Map((await findVideos(folder)).map((file) => [withoutExtension(file), file]));
  const index = new MediaIndex([...files.keys()]);
  return [
    {
      ending: 'video',
      lineOf(entry) {
        const file = files.get(index.find(entry.name) ?? '');
        return file === undefined ? undefined : [file, ...entry.labels].join(' ');
      },
    },
  ];
}

async function frameLines(folder: string): Promise<ListKind[]> {
  const found = new Map((await findFrameFolders(folder)).map((frames) => [frames.name, frames]));
  const index = new MediaIndex([...found.keys()]);
  const kind = (ending: 'rawframes' | 'flow', count: 'rgb' | 'flow'): ListKind => ({
    ending,
    lineOf(entry) {
      const frames = found.get(index.find(entry.name) ?? '');
      if (frames === undefined) return undefined;
      return frames[count] === 0 ? '' : [frames.name, frames[count], ...entry.labels].join(' ');
    },
  });
  return [kind('rawframes', 'rgb'), kind('flow', 'flow')];
}
