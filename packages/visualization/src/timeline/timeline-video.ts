import { resolve } from 'node:path';
import { FrameStream } from '@mma/video';
import { createClip } from '../clips/clip-sink.js';
import { categoryColours } from '../draw/category-colours.js';
import { layOver, type Overlay } from '../draw/overlay.js';
import { drawPanel } from '../draw/panel.js';
import { VisualizationError } from '../errors.js';
import { type TimelineSegment, type TimelineWindow, windowSpans } from './segments.js';
import { drawStrip, stripHeight } from './strip.js';

export interface TimelineVideoOptions {
  /** In order. */
  readonly windows: readonly TimelineWindow[];
  readonly segments: readonly TimelineSegment[];
  /** Of the video, in seconds. */
  readonly duration: number;
  /** Called now and then. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the work early; nothing is left on disk, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Frames from one report to the next. */
const REPORT = 32;

/**
 * Writes a copy of a video with what was predicted for each moment drawn on it, and a strip along the lower edge that shows the segments
 * of the whole video and where it is. Memory does not grow with its length.
 *
 * @param output `.mp4` or `.mkv`; appears when it is finished
 * @throws VideoError for a video that cannot be read or written, VisualizationError if `output` is the video itself
 */
export async function writeTimelineVideo(input: string, output: string, options: TimelineVideoOptions): Promise<void> {
  if (resolve(input) === resolve(output)) {
    throw new VisualizationError('MMA_VISUALIZATION_SAME_FILE', `Cannot write ${output}: it is the video itself.`, {
      hint: 'Give another name or folder for the copy.',
    });
  }
  const { segments, duration, onProgress, signal } = options;
  await using stream = await FrameStream.openFile(input);
  const { width, height, fps } = stream.info;
  const colours = categoryColours(segments.map(({ label }) => label));
  const strip = drawStrip(segments, { width, height, duration, colours });
  const panel = panels(options, { width, height: height - stripHeight(height), colours });
  const total = Math.max(1, Math.round(duration * fps));
  const writer = await createClip(output, { width, height, fps });
  try {
    for (let frame = await stream.next(); frame !== undefined; frame = await stream.next()) {
      signal?.throwIfAborted();
      const picture = { data: stream.rgb(), width, height };
      const names = panel(frame.time);
      if (names) layOver(picture, names);
      layOver(picture, strip(frame.time));
      await writer.write(picture.data);
      if (frame.number % REPORT === 0) onProgress?.(Math.min(frame.number, total), total);
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  onProgress?.(total, total);
}

/** The panel of each moment, asked for in order; drawn where it changes. */
function panels(
  { windows }: Pick<TimelineVideoOptions, 'windows'>,
  picture: { width: number; height: number; colours: ReadonlyMap<string, string> },
): (time: number) => Overlay | undefined {
  const spans = windowSpans(windows);
  let at = -1;
  let drawn: Overlay | undefined;
  return (time) => {
    let now = Math.max(at, 0);
    while (now + 1 < spans.length && time >= spans[now + 1]!.start) now++;
    if (now !== at) {
      at = now;
      const predictions = windows[at]?.predictions ?? [];
      const bestColour = picture.colours.get(predictions[0]?.label ?? '');
      drawn = drawPanel(predictions, { ...picture, bestColour });
    }
    // Between windows that lie apart nothing is known; the last frame may end a little later than its window.
    return at === spans.length - 1 || time < (spans[at]?.end ?? 0) ? drawn : undefined;
  };
}
