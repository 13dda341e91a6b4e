import { assertInside, type Box, cropFrames } from './crop.js';
import type { Frames } from './frames.js';
import { type Interpolation, runResize } from './resize/resize-frames.js';

/**
 * A crop or resize that has not been computed: a part of the source's pictures (`box`), resized to `size`, of which `window` is
 * wanted. Without `interpolation` nothing is resized, and `window` is all.
 */
interface Pending {
  readonly source: Frames;
  readonly box: Box;
  readonly size: readonly [width: number, height: number];
  readonly window: Box;
  readonly interpolation?: Interpolation;
}

/** What each deferred stack of frames waits for, until its pixels are asked for. */
const waiting = new WeakMap<Frames, Pending>();

/**
 * As `cropFrames`, but pixels are computed when `data` is first read, and only those that are needed by then: a crop that is
 * resized is never copied, and of a resized picture that is cropped only the crop is made.
 *
 * @throws DataError `MMA_DATA_CROP_OUTSIDE` when the box is empty or leaves the picture.
 */
export function deferCrop(frames: Frames, box: Box): Frames {
  const [, height, width] = frames.shape;
  assertInside(box, width, height);
  if (box[0] === 0 && box[1] === 0 && box[2] === width && box[3] === height) return frames;
  const { source, box: region, size, window, interpolation } = pendingOf(frames);
  if (interpolation === undefined) {
    const part = inside(region, box);
    return deferred({ source, box: part, ...whole(part) });
  }
  return deferred({ source, box: region, size, window: inside(window, box), interpolation });
}

/** As `resizeFrames`, but computed when `data` is first read. */
export function deferResize(
  frames: Frames,
  size: readonly [width: number, height: number],
  interpolation: Interpolation,
): Frames {
  if (frames.shape[2] === size[0] && frames.shape[1] === size[1]) return frames;
  const { source, box, interpolation: before } = pendingOf(frames);
  const { window } = whole([0, 0, ...size]);
  if (before === undefined) return deferred({ source, box, size, window, interpolation });
  return deferred({ source: frames, box: [0, 0, frames.shape[2], frames.shape[1]], size, window, interpolation });
}

function pendingOf(frames: Frames): Pending {
  const box: Box = [0, 0, frames.shape[2], frames.shape[1]];
  return waiting.get(frames) ?? { source: frames, box, ...whole(box) };
}

function deferred(pending: Pending): Frames {
  const { source, window } = pending;
  let todo: Pending | undefined = pending;
  let data: Uint8Array | undefined;
  // A plain object with an own property, so that spreading it and sending it to another thread give the pixels.
  const frames: Frames = {
    get data() {
      if (todo !== undefined) {
        data = compute(todo);
        // The source is not needed any more.
        todo = undefined;
        waiting.delete(frames);
      }
      return data!;
    },
    shape: [source.shape[0], window[3] - window[1], window[2] - window[0], source.shape[3]],
  };
  waiting.set(frames, pending);
  return frames;
}

function compute({ source, box, size, window, interpolation }: Pending): Uint8Array {
  if (interpolation === undefined) return cropFrames(source, box).data;
  return runResize(source, { box, size, window }, interpolation);
}

function whole(box: Box): { size: readonly [number, number]; window: Box } {
  const size = [box[2] - box[0], box[3] - box[1]] as const;
  return { size, window: [0, 0, ...size] };
}

function inside([left, top]: Box, box: Box): Box {
  return [left + box[0], top + box[1], left + box[2], top + box[3]];
}
