import type { Results } from '@mma/engine';
import { DataError } from '../errors.js';

/**
 * Pictures of one size in one contiguous buffer: the form of `results.imgs` all through a pipeline.
 * `shape` is `[frames, height, width, channels]`, `data` is uint8 in that order.
 */
export interface Frames {
  readonly data: Uint8Array;
  readonly shape: readonly [frames: number, height: number, width: number, channels: number];
}

/** A zeroed stack of frames with an ArrayBuffer of its own, so that it can be transferred between threads. */
export function allocateFrames(shape: Frames['shape']): Frames {
  const [frames, height, width, channels] = shape;
  return { data: new Uint8Array(frames * height * width * channels), shape };
}

/**
 * The decoded pictures of a sample.
 *
 * @param step name of the transform that asks, for the error.
 * @throws DataError `MMA_DATA_NO_FRAMES` when no earlier step has decoded any, `MMA_DATA_LAZY` when they are behind what lazy
 * steps have asked for.
 */
export function framesOf(results: Results, step: string): Frames {
  if (results['lazy'] !== undefined) {
    throw new DataError('MMA_DATA_LAZY', `${step} follows lazy steps, whose crops and resizes are not done yet`, {
      hint: 'put Fuse after the lazy steps',
    });
  }
  const imgs = results['imgs'] as Frames | undefined;
  // Not by reading `data`: crops and resizes that are put off would be computed.
  if (imgs?.shape?.length !== 4 || !('data' in imgs)) {
    throw new DataError(
      'MMA_DATA_NO_FRAMES',
      `${step} needs \`imgs\` ([T, H, W, C] uint8), and no earlier step made them`,
      {
        hint: 'put a decoding step (DecordInit, SampleFrames, DecordDecode) before it in the pipeline',
      },
    );
  }
  return imgs;
}

/** Writes new pictures and their size into the results, as every spatial transform does. */
export function setFrames(results: Results, imgs: Frames): void {
  results['imgs'] = imgs;
  results['img_shape'] = [imgs.shape[1], imgs.shape[2]];
}
