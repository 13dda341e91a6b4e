import { onThreads, type ThreadOptions } from '../on-threads.js';
import type { VideoCheck } from '../videos/check-video.js';
import type { ListedClip } from './listed-clips.js';

/** The spread of a figure over clips. */
export interface Spread {
  min: number;
  median: number;
  mean: number;
  max: number;
}

export interface SplitStats {
  split: string;
  clips: number;
  /** Clips of each class, by class number; a clip with several labels counts for each. */
  classes: { label: number; clips: number }[];
  unlabelled: number;
  /** Files that could not be opened; the figures below leave them out. */
  unreadable: number;
  /** Seconds; absent without videos. */
  duration?: Spread;
  /** Frames of a clip. */
  frames?: Spread;
  bytes?: Spread;
  /** Pictures' sizes as `340×256`, frame rates and codecs, the most frequent first. */
  sizes: Tally[];
  rates: Tally[];
  codecs: Tally[];
  /** Each clip's seconds, for a histogram. */
  durations: number[];
}

export interface Tally {
  value: string;
  clips: number;
}

/** Classes, lengths, sizes and rates of what each split lists; videos are opened, not decoded. */
export async function datasetStats(clips: readonly ListedClip[], threads: ThreadOptions = {}): Promise<SplitStats[]> {
  const paths = [...new Set(clips.filter(({ frames }) => frames === undefined).map(({ path }) => path))];
  const checks = await onThreads(
    'checkVideo',
    paths.map((path) => ({ path, quick: true })),
    threads,
  );
  const byPath = new Map(checks.map((check) => [check.path, check]));
  return [...Map.groupBy(clips, ({ split }) => split)].map(([split, own]) => splitStats(split, own, byPath));
}

function splitStats(split: string, clips: readonly ListedClip[], checks: ReadonlyMap<string, VideoCheck>): SplitStats {
  const opened = clips.flatMap(({ path }) => checks.get(path) ?? []);
  const videos = opened.flatMap(({ info, bytes }) => (info ? [{ ...info, bytes }] : []));
  const frames = [...videos.map(({ numFrames }) => numFrames), ...clips.flatMap((clip) => clip.frames?.count ?? [])];
  const durations = videos.map(({ duration }) => duration);
  const labels = Map.groupBy(
    clips.flatMap((clip) => clip.labels),
    (label) => label,
  );
  return {
    split,
    clips: clips.length,
    classes: [...labels].map(([label, own]) => ({ label, clips: own.length })).sort((a, b) => a.label - b.label),
    unlabelled: clips.filter((clip) => clip.labels.length === 0).length,
    unreadable: opened.length - videos.length,
    ...(durations.length > 0 && { duration: spread(durations), bytes: spread(videos.map(({ bytes }) => bytes)) }),
    ...(frames.length > 0 && { frames: spread(frames) }),
    sizes: tally(videos.map(({ width, height }) => `${width}×${height}`)),
    rates: tally(videos.map(({ fps }) => `${Number(fps.toFixed(2))}`)),
    codecs: tally(videos.map(({ codec }) => codec)),
    durations,
  };
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return {
    min: sorted[0]!,
    median: (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    max: sorted.at(-1)!,
  };
}

function tally(values: readonly string[]): Tally[] {
  return [...Map.groupBy(values, (value) => value)]
    .map(([value, own]) => ({ value, clips: own.length }))
    .sort((a, b) => b.clips - a.clips);
}
