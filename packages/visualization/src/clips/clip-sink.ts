import { extname } from 'node:path';
import { VideoWriter } from '@mma/video';
import { GifWriter } from './gif-writer.js';
import { makeFolderOf } from './write-whole.js';

/** What takes a clip's pictures one after the other. */
export interface ClipSink {
  /** @param picture [height, width, 3], or 4 for `rgba`; its memory may be used again afterwards */
  write(picture: Uint8Array): Promise<void>;
  /** Finishes the file and moves it to its place. */
  close(): Promise<void>;
  /** Gives up: nothing is left on disk. */
  abort(): Promise<void>;
}

export interface ClipSinkOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Of videos: speed goes before the size of the file. */
  readonly preset?: 'ultrafast' | 'veryfast';
  /** Of the pictures that `write` gets: `rgb` by default; the fourth byte of `rgba` is to be 255. */
  readonly pixels?: 'rgb' | 'rgba';
  /** Whether `close` waits until the file is on the disk; true by default. */
  readonly flush?: boolean;
}

/**
 * Begins a clip in the format that its ending names: `.gif`, or what `VideoWriter` writes (`.mp4`, `.mkv`).
 *
 * Its folder is made where it is not there.
 *
 * @throws VisualizationError `MMA_VISUALIZATION_WRITE`, VideoError `MMA_VIDEO_OPTIONS` for another ending
 */
export async function createClip(path: string, options: ClipSinkOptions): Promise<ClipSink> {
  await makeFolderOf(path);
  if (extname(path).toLowerCase() === '.gif') return new GifWriter(path, options);
  const quality = options.preset === 'ultrafast' ? { qp: 20 } : { crf: 18 };
  return VideoWriter.create(path, { ...options, ...quality });
}
