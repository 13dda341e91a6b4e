import { basename, dirname } from 'node:path';
import { renderTimeline, type TimelineSegment, timelineSegments, writeTimelineVideo } from '@mma/visualization';
import { UsageError } from '../../errors.js';
import { clock } from '../../output/clock.js';
import { createProgress } from '../../output/progress.js';
import type { Terminal } from '../../output/terminal.js';
import { makeFolder, writeFileSafely } from '../../output/write-file.js';
import type { InferOptions } from '../../specs/infer.js';
import { feedSetup, type OpenedRecognizer, openRecognizer, THRESHOLD } from '../open-recognizer.js';
import { placeOutputs } from '../output-names.js';
import type { Source } from '../sources.js';
import type { FeedInfo } from '../windows/feed-protocol.js';
import { WindowFeed } from '../windows/window-feed.js';
import { type PredictedWindow, predictWindows } from './predict-windows.js';
import { subtitles } from './subtitles.js';

/** What happens in a long video, and when. Times in seconds. */
export interface LongPrediction {
  video: string;
  fps: number;
  duration: number;
  /** Lengths of a window and of the way to the next one. */
  window: { frames: number; step: number };
  timeline: PredictedWindow[];
  segments: TimelineSegment[];
}

/** `mma infer --long`: windows slide over each video, and what they show is written down over time. */
export class LongInference {
  constructor(
    private readonly terminal: Terminal,
    private readonly options: InferOptions,
  ) {}

  /**
   * @param signal ends the work
   * @throws what `WindowFeed` and `openRecognizer` throw, and the signal's reason
   */
  async run(sources: readonly Source[], signal: AbortSignal): Promise<void> {
    const { options, terminal } = this;
    if (options.format === 'gif' && options.vidOutDir !== undefined) {
      throw new UsageError('--long writes no GIF: it would be held in memory as a whole.', 'Leave --format away: mp4.');
    }
    const places = await this.places(sources.map(({ file }) => file));
    const opened = await openRecognizer(options, terminal);
    const predictions: LongPrediction[] = [];
    for (const [at, source] of sources.entries()) {
      const prediction = await this.predict(source, opened, signal);
      predictions.push(prediction);
      if (!options.json) terminal.print([source.name, ...segmentLines(prediction.segments)].join('\n'));
      await this.writeFiles(source, prediction, { places, at, signal });
    }
    if (options.json) terminal.print(JSON.stringify({ predictions }));
    if (options.predOutFile !== undefined) {
      await writeFileSafely(options.predOutFile, `${JSON.stringify({ predictions }, undefined, 1)}\n`);
    }
  }

  private async places(videos: readonly string[]): Promise<Places> {
    const { vidOutDir, srtOutDir, timelineOutDir, timelineFormat } = this.options;
    const place = (folder: string | undefined, format: string, option: string) =>
      folder === undefined ? undefined : placeOutputs(videos, { folder, format, option });
    return {
      video: await place(vidOutDir, 'mp4', '--vid-out-dir'),
      srt: await place(srtOutDir, 'srt', '--srt-out-dir'),
      picture: await place(timelineOutDir, timelineFormat, '--timeline-out-dir'),
    };
  }

  private async predict(
    source: Source,
    { recognizer, config, labels }: OpenedRecognizer,
    signal: AbortSignal,
  ): Promise<LongPrediction> {
    const { threshold = THRESHOLD, topK, labelFile, batchSize } = this.options;
    const feed = await WindowFeed.open({ ...feedSetup(config, this.options), source: source.file }, signal);
    const end = () => void feed.close();
    signal.addEventListener('abort', end, { once: true });
    const progress = createProgress(basename(source.name), this.terminal);
    try {
      const timeline: PredictedWindow[] = [];
      const total = countWindows(feed.info);
      for await (const window of predictWindows(recognizer, feed, { topK, labels, labelFile, batchSize })) {
        timeline.push(window);
        progress.update(timeline.length, Math.max(total, timeline.length));
      }
      signal.throwIfAborted();
      const { video, frames, step, numFrames = 0 } = feed.info;
      const duration = Math.max(video.duration ?? numFrames / video.fps, timeline.at(-1)?.end ?? 0);
      const segments = timelineSegments(timeline, threshold);
      return { video: source.name, fps: video.fps, duration, window: { frames, step }, timeline, segments };
    } finally {
      progress.stop();
      signal.removeEventListener('abort', end);
      await feed.close();
    }
  }

  private async writeFiles(
    { file, name }: Source,
    { timeline, segments, duration }: LongPrediction,
    { places, at, signal }: { places: Places; at: number; signal: AbortSignal },
  ): Promise<void> {
    const { srt, picture, video } = places;
    if (srt) await this.write(srt[at]!, subtitles(segments));
    if (picture) {
      const drawn = { windows: timeline, segments, duration, title: basename(name) };
      await this.write(picture[at]!, await renderTimeline(drawn, picture[at]!));
    }
    if (video) {
      const { threshold = THRESHOLD } = this.options;
      const windows = timeline.map((window) => ({
        ...window,
        predictions: window.predictions.filter(({ score }) => score >= threshold),
      }));
      await makeFolder(dirname(video[at]!));
      const progress = createProgress(basename(video[at]!), this.terminal);
      try {
        const onProgress = (done: number, total: number) => progress.update(done, total);
        await writeTimelineVideo(file, video[at]!, { windows, segments, duration, onProgress, signal });
      } finally {
        progress.stop();
      }
      this.terminal.error(`wrote ${video[at]}`);
    }
  }

  private async write(file: string, text: string | Uint8Array): Promise<void> {
    await writeFileSafely(file, text);
    this.terminal.error(`wrote ${file}`);
  }
}

/** For each video, by its place. */
interface Places {
  video: readonly string[] | undefined;
  srt: readonly string[] | undefined;
  picture: readonly string[] | undefined;
}

function countWindows({ numFrames = 0, frames, step }: FeedInfo): number {
  return Math.max(0, Math.ceil((numFrames - frames) / step)) + 1;
}

function segmentLines(segments: readonly TimelineSegment[]): string[] {
  if (segments.length === 0) return ['  no class reaches the threshold'];
  const times = segments.map(({ start, end }) => `${clock(start)} – ${clock(end)}`);
  const width = Math.max(...times.map((time) => time.length));
  const most = Math.max(...segments.map(({ label }) => label.length));
  return segments.map(
    ({ label, score }, at) => `  ${times[at]!.padEnd(width)}  ${label.padEnd(most)}  ${score.toFixed(4)}`,
  );
}
