import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VideoReader } from '@mma/video';
import { createCanvas } from '@napi-rs/canvas';
import { resizeFrames } from '../../image/resize/resize-frames.js';
import { problemOf, type VideoProblem } from './check-video.js';
import { type OutputSize, outputSize } from './output-size.js';
import { framesInPieces, picturesOf } from './pieces.js';

export interface ExtractFramesJob {
  path: string;
  /** The folder of this video's frames. */
  out: string;
  size?: OutputSize;
  /** Of JPEG, 1 to 100; 95 by default, as OpenCV's. */
  quality?: number;
}

export interface ExtractedFrames {
  path: string;
  frames: number;
  /** The folder was complete already. */
  reused: boolean;
  problem?: VideoProblem;
}

/**
 * Writes every frame of a video as `img_00001.jpg`, …: RawframeDataset's form. The folder appears when it is complete; one that
 * is there already is taken for complete.
 */
export async function extractFrames({ path, out, size, quality = 95 }: ExtractFramesJob): Promise<ExtractedFrames> {
  const result: ExtractedFrames = { path, frames: 0, reused: false };
  if (await exists(out)) return { ...result, reused: true };
  const beside = join(dirname(out), `.${basename(out)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await using reader = await VideoReader.open(path);
    await mkdir(beside, { recursive: true });
    const [width, height] = outputSize(reader.info, size);
    const encode = jpegEncoder(width, height, quality);
    for await (const piece of framesInPieces(reader)) {
      for (const picture of picturesOf(resizeFrames(piece, [width, height]))) {
        result.frames++;
        await writeFile(join(beside, `img_${String(result.frames).padStart(5, '0')}.jpg`), await encode(picture));
      }
    }
    await rename(beside, out);
  } catch (error) {
    result.problem = problemOf(error);
  } finally {
    // Its folder may be no folder: the first error says so.
    await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
  return result;
}

function jpegEncoder(width: number, height: number, quality: number): (rgb: Uint8Array) => Promise<Uint8Array> {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  image.data.fill(255);
  return (rgb) => {
    const rgba = image.data;
    for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
      rgba[to] = rgb[from]!;
      rgba[to + 1] = rgb[from + 1]!;
      rgba[to + 2] = rgb[from + 2]!;
    }
    context.putImageData(image, 0, 0);
    return canvas.encode('jpeg', quality);
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
