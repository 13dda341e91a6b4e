import { resolve } from 'node:path';
import { VideoReader } from '@mma/video';
import { type ClipSink, createClip } from './clips/clip-sink.js';
import { layOver } from './draw/overlay.js';
import { drawPanel } from './draw/panel.js';
import type { Prediction } from './draw/scores.js';
import { VisualizationError } from './errors.js';

export interface PredictionVideoOptions {
  /** Best first; as many are drawn as fit. */
  readonly predictions: readonly Prediction[];
  /** Written above the predictions. */
  readonly title?: string;
  /** Only this many frames from the beginning. */
  readonly maxFrames?: number;
  /** Called after every batch of frames. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the work early; nothing is left on disk, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How much memory decoded frames may take at a time, whatever the length of the video. */
const BATCH_BYTES = 32 * 2 ** 20;
const BATCH_FRAMES = 32;

/**
 * Writes a copy of a video with predictions drawn on every frame, at its own rate and size (odd sizes rounded up), upright.
 *
 * @param output `.mp4` or `.mkv`, or `.gif` for short ones (it is in memory until it is finished); appears when it is finished
 * @throws VideoError for a video that cannot be read or written, VisualizationError if `output` is the video itself
 */
export async function writePredictionVideo(
  input: string,
  output: string,
  options: PredictionVideoOptions,
): Promise<void> {
  if (resolve(input) === resolve(output)) {
    throw new VisualizationError('MMA_VISUALIZATION_SAME_FILE', `Cannot write ${output}: it is the video itself.`, {
      hint: 'Give another name or folder for the copy.',
    });
  }
  await using reader = await VideoReader.open(input);
  const { width, height, fps } = reader.info;
  const writer = await createClip(output, { width, height, fps });
  try {
    await copyFrames(reader, writer, options);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function copyFrames(reader: VideoReader, writer: ClipSink, options: PredictionVideoOptions): Promise<void> {
  const { width, height, numFrames } = reader.info;
  const { predictions, title, maxFrames = numFrames, onProgress, signal } = options;
  const panel = drawPanel(predictions, { width, height, ...(title === undefined ? {} : { title }) });
  const total = Math.min(numFrames, maxFrames);
  const bytes = width * height * 3;
  const batch = Math.max(1, Math.min(BATCH_FRAMES, Math.floor(BATCH_BYTES / bytes)));
  for (let first = 0; first < total; first += batch) {
    signal?.throwIfAborted();
    const count = Math.min(batch, total - first);
    const { data } = await reader.read(Array.from({ length: count }, (_, i) => first + i));
    for (let i = 0; i < count; i++) {
      const picture = data.subarray(i * bytes, (i + 1) * bytes);
      if (panel) layOver({ data: picture, width, height }, panel);
      await writer.write(picture);
    }
    onProgress?.(first + count, total);
  }
}
