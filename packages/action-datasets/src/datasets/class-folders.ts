import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { glob } from 'tinyglobby';
import { DataError } from '../errors.js';
import { VIDEO_EXTENSIONS } from '../preparation/files/find-media.js';

/** The folders in which splits may be kept apart. */
const SPLITS = ['train', 'val', 'test'];

/** One video in a folder of its class. */
export interface ClassVideo {
  /** Path from the root, with `/`. */
  name: string;
  /** The folder of the class. */
  className: string;
  /** The split by whose folder it lies in, where there are such folders. */
  split: string | undefined;
}

/** What a folder of class folders holds. */
export interface ClassFolders {
  /** In alphabetical order. */
  videos: ClassVideo[];
  /** What else lies in it, and is left out; for people. */
  notes: string[];
}

/**
 * Looks through a folder that has a folder of videos for each class, `jumping/a.mp4`, or such folders in `train/`, `val/` and
 * `test/`. Hidden files are not looked at.
 *
 * @throws DataError `MMA_DATA_FOLDER_NOT_FOUND`, `MMA_DATA_NO_VIDEOS`
 */
export async function readClassFolders(root: string): Promise<ClassFolders> {
  await assertFolder(root);
  const files = (await glob('**/*', { cwd: root, onlyFiles: true })).sort();
  const isVideo = (name: string) => VIDEO_EXTENSIONS.has(extname(name).toLowerCase());
  const videos = files.filter(isVideo);
  const others = files.filter((name) => !isVideo(name));
  const isSplit = videos.every((name) => SPLITS.includes(name.split('/')[0]!));
  const placed = videos.flatMap((name): ClassVideo[] => {
    const folders = name.split('/').slice(0, -1);
    const split = isSplit ? folders.shift() : undefined;
    return folders[0] === undefined ? [] : [{ name, className: folders[0], split }];
  });
  if (placed.length === 0) throw noVideos(root, videos, others);
  const notes: string[] = [];
  if (others.length > 0)
    notes.push(
      `${count(others.length, 'file')} in ${root} that ${others.length === 1 ? 'is no video' : 'are no videos'} (${endings(others)}): left out`,
    );
  const stray = videos.length - placed.length;
  if (stray > 0) notes.push(`${count(stray, 'video')} in ${root} in no folder of a class: left out`);
  return { videos: placed, notes };
}

async function assertFolder(root: string): Promise<void> {
  const status = await stat(root).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`;
    throw new DataError('MMA_DATA_FOLDER_NOT_FOUND', `the folder ${root} ${why} (\`root\` of FolderDataset)`, {
      hint: 'relative paths start from where the command runs; `data_root` goes before them',
      cause,
    });
  });
  if (status.isDirectory()) return;
  throw new DataError('MMA_DATA_FOLDER_NOT_FOUND', `${root} is a file (\`root\` of FolderDataset)`, {
    hint: 'for a list of videos use VideoDataset with ann_file',
  });
}

function noVideos(root: string, videos: readonly string[], others: readonly string[]): DataError {
  const found =
    videos.length > 0
      ? `${count(videos.length, 'video')}, and none in a folder of its class`
      : others.length > 0
        ? `no video, but ${count(others.length, 'other file')} (${endings(others)})`
        : 'no file';
  return new DataError('MMA_DATA_NO_VIDEOS', `${root} holds ${found}`, {
    hint: `put each class’s videos into a folder of its name: jumping/a.mp4, clapping/b.mp4; for folders of pictures use RawframeDataset`,
  });
}

/** `12 .jpg, 3 .txt` */
function endings(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const ending = extname(file).toLowerCase() || 'without an extension';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, 4).map(([ending, n]) => `${n} ${ending}`);
  return sorted.length > 4 ? `${shown.join(', ')}, …` : shown.join(', ');
}

function count(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
