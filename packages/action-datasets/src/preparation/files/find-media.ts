import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { DataError } from '../../errors.js';

/** What counts as a video, by the end of its name. */
export const VIDEO_EXTENSIONS: ReadonlySet<string> = new Set([
  '.mp4',
  '.mkv',
  '.avi',
  '.webm',
  '.mov',
  '.m4v',
  '.flv',
  '.wmv',
  '.mpg',
  '.mpeg',
  '.ts',
]);

/**
 * The videos in a folder and its folders, as paths from it with `/`, in order; hidden ones are left out.
 *
 * @throws DataError `MMA_DATA_NO_VIDEOS` where there is no such folder or no video in it
 */
export async function findVideos(folder: string): Promise<string[]> {
  const files = await list(folder, '**/*');
  const videos = files.filter((file) => VIDEO_EXTENSIONS.has(extname(file).toLowerCase()));
  if (videos.length > 0) return videos.sort();
  throw new DataError('MMA_DATA_NO_VIDEOS', `${folder} holds no video (of ${files.length} files)`, {
    hint: `files that end in ${[...VIDEO_EXTENSIONS].join(' ')} are taken for videos`,
  });
}

/** `a/b.mp4` → `a/b` */
export function withoutExtension(file: string): string {
  return file.replace(/\.[^./]+$/, '');
}

/** A folder of pictures that were taken from one video. */
export interface FrameFolder {
  /** Path from the folder that was searched, with `/`. */
  name: string;
  /** Pictures of each kind. */
  rgb: number;
  flow: number;
}

/** Names of extracted pictures; some datasets hand frames out as `00001.jpg`. */
const FRAME_NAMES = {
  rgb: /^(img_\w+|\d+)\.(jpe?g|png)$/i,
  x: /^flow_x_\w+\.(jpe?g|png)$/i,
  y: /^flow_y_\w+\.(jpe?g|png)$/i,
};

/**
 * The folders of extracted frames in a folder and its folders: those with `img_00001.jpg` or `00001.jpg` and the like, or with
 * `flow_x_*` and `flow_y_*` pictures.
 *
 * @throws DataError `MMA_DATA_FLOW_PAIRS` for a folder with more pictures of one direction of flow than of the other,
 * `MMA_DATA_NO_FRAMES` where there are no frames
 */
export async function findFrameFolders(folder: string): Promise<FrameFolder[]> {
  const counts = new Map<string, { rgb: number; x: number; y: number }>();
  for (const file of await list(folder, '**/*.{jpg,jpeg,png,JPG,JPEG,PNG}')) {
    const slash = file.lastIndexOf('/');
    const name = file.slice(0, Math.max(slash, 0));
    const count = counts.get(name) ?? { rgb: 0, x: 0, y: 0 };
    for (const kind of ['rgb', 'x', 'y'] as const) if (FRAME_NAMES[kind].test(file.slice(slash + 1))) count[kind]++;
    if (count.rgb + count.x + count.y > 0) counts.set(name, count);
  }
  const found = [...counts].map(([name, { rgb, x, y }]) => {
    if (x === y) return { name, rgb, flow: x };
    throw new DataError(
      'MMA_DATA_FLOW_PAIRS',
      `${join(folder, name)} has ${x} flow_x_* pictures and ${y} flow_y_* ones`,
      {
        hint: 'extract the flow of this video again: there must be as many of each',
      },
    );
  });
  if (found.length > 0) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  throw new DataError('MMA_DATA_NO_FRAMES', `${folder} holds no extracted frames`, {
    hint: 'frames are called img_00001.jpg, flow_x_00001.jpg and flow_y_00001.jpg; `mma data frames` makes the first',
  });
}

async function list(folder: string, pattern: string): Promise<string[]> {
  await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${cause.message}`;
    throw new DataError('MMA_DATA_NO_VIDEOS', `the folder ${folder} ${why}`, { cause });
  });
  return glob(pattern, { cwd: folder, onlyFiles: true });
}
