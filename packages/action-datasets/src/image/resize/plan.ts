import type { Box } from '../crop.js';
import type { Frames } from '../frames.js';

/** What a resize reads and writes: a part of each picture becomes a picture, of which perhaps only a part is wanted. */
export interface ResizePlan {
  /** The part of the source pictures that is resized. */
  readonly box: Box;
  /** What it becomes. */
  readonly size: readonly [width: number, height: number];
  /** The part of the resized picture to compute. */
  readonly window: Box;
}

/** One picture, or a part of it, in a larger buffer. */
export interface Source {
  readonly data: Uint8Array;
  /** Where its upper left pixel lies. */
  readonly start: number;
  readonly rowBytes: number;
}

/** Resizes one picture into a buffer of the window's size. */
export type PictureResizer = (source: Source, output: Uint8Array) => void;

/** Runs a resizer over all pictures; returns them one after the other in a fresh buffer. */
export function resizeEach(frames: Frames, plan: ResizePlan, resizePicture: PictureResizer): Uint8Array {
  const [count, height, width, channels] = frames.shape;
  const [left, top, right, bottom] = plan.window;
  const outputSize = (right - left) * (bottom - top) * channels;
  const output = new Uint8Array(count * outputSize);
  const rowBytes = width * channels;
  const offset = plan.box[1] * rowBytes + plan.box[0] * channels;
  for (let t = 0; t < count; t++) {
    const source: Source = { data: frames.data, start: t * height * rowBytes + offset, rowBytes };
    resizePicture(source, output.subarray(t * outputSize, (t + 1) * outputSize));
  }
  return output;
}

/** Width and height of the part that is resized. */
export function sourceSize({ box }: ResizePlan): readonly [width: number, height: number] {
  return [box[2] - box[0], box[3] - box[1]];
}
