import { onThreads, type ThreadOptions } from '../on-threads.js';
import type { VideoProblem } from '../videos/check-video.js';
import { checkFrames } from './check-frames.js';
import type { ListedClip } from './listed-clips.js';

/** A file that cannot be used, with every place that lists it. */
export interface BrokenClip extends VideoProblem {
  path: string;
  splits: readonly string[];
}

export interface CheckReport {
  /** Different files and folders that were looked at. */
  checked: number;
  broken: BrokenClip[];
  /** Files that more than one split lists: figures measured on them mean little. */
  shared: { path: string; splits: readonly string[] }[];
  /** Lines that repeat a file of their own split. */
  repeated: { path: string; split: string; times: number }[];
}

/** Looks at every file that is listed, once: decodes all of it, or with `quick` only opens it and counts its frames. */
export async function checkClips(
  clips: readonly ListedClip[],
  { quick = false, ...threads }: ThreadOptions & { quick?: boolean } = {},
): Promise<CheckReport> {
  const byPath = Map.groupBy(clips, ({ path }) => path);
  const splitsOf = (path: string) => [...new Set(byPath.get(path)!.map(({ split }) => split))];
  const broken: BrokenClip[] = [];
  const videos: string[] = [];
  for (const [path, [clip]] of byPath) {
    if (clip!.frames === undefined) videos.push(path);
    else {
      const problem = await checkFrames(path, clip!.frames);
      if (problem) broken.push({ path, splits: splitsOf(path), ...problem });
    }
  }
  const checks = await onThreads(
    'checkVideo',
    videos.map((path) => ({ path, quick })),
    threads,
  );
  for (const { path, problem } of checks) if (problem) broken.push({ path, splits: splitsOf(path), ...problem });
  return {
    checked: byPath.size,
    broken,
    shared: [...byPath.keys()]
      .map((path) => ({ path, splits: splitsOf(path) }))
      .filter(({ splits }) => splits.length > 1),
    repeated: repeated(clips),
  };
}

function repeated(clips: readonly ListedClip[]): CheckReport['repeated'] {
  const lines = Map.groupBy(clips, ({ split, path }) => JSON.stringify([split, path]));
  return [...lines.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({ path: same[0]!.path, split: same[0]!.split, times: same.length }));
}
