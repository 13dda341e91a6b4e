import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VideoReader, VideoWriter } from '@mma/video';
import { resizeFrames } from '../../image/resize/resize-frames.js';
import { problemOf, type VideoProblem } from './check-video.js';
import { type OutputSize, outputSize } from './output-size.js';
import { framesInPieces, picturesOf } from './pieces.js';

export interface ResizeVideoJob {
  path: string;
  /** The file to write, `.mp4`. */
  out: string;
  size?: OutputSize;
  /** Frames from one key frame to the next: small values make it cheap to read a few frames from anywhere. */
  gop?: number;
  /** Quality of H.264: 0 is lossless, 51 the worst. */
  crf?: number;
}

export interface ResizedVideo {
  path: string;
  bytes: { before: number; after: number };
  /** The file was there already. */
  reused: boolean;
  problem?: VideoProblem;
}

/**
 * Encodes a video again as H.264, smaller and with key frames close together. Frames are kept one for one, upright and at a
 * constant rate; sound is left out.
 */
export async function resizeVideo({ path, out, size, gop = 16, crf = 20 }: ResizeVideoJob): Promise<ResizedVideo> {
  const before = await sizeOf(path);
  const known = await sizeOf(out);
  if (known > 0) return { path, bytes: { before, after: known }, reused: true };
  const result: ResizedVideo = { path, bytes: { before, after: 0 }, reused: false };
  try {
    await using reader = await VideoReader.open(path);
    const [width, height] = outputSize(reader.info, size);
    await mkdir(dirname(out), { recursive: true });
    const writer = await VideoWriter.create(out, { width, height, fps: reader.info.fps, gop, crf });
    try {
      for await (const piece of framesInPieces(reader)) {
        for (const picture of picturesOf(resizeFrames(piece, [width, height]))) await writer.write(picture);
      }
      await writer.close();
    } finally {
      await writer.abort();
    }
    result.bytes.after = await sizeOf(out);
  } catch (error) {
    result.problem = problemOf(error);
  }
  return result;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
