import type { VideoReader } from '@mma/video';
import type { Frames } from '../../image/frames.js';

/** About how many bytes of pictures to hold at once. */
const PIECE_BYTES = 32 * 2 ** 20;

/** All frames of a video in order, a few at a time, so that memory does not grow with its length. */
export async function* framesInPieces(reader: VideoReader): AsyncGenerator<Frames> {
  const { numFrames, width, height } = reader.info;
  const count = Math.max(1, Math.floor(PIECE_BYTES / (width * height * 3)));
  for (let first = 0; first < numFrames; first += count) {
    const numbers = Array.from({ length: Math.min(count, numFrames - first) }, (_, i) => first + i);
    yield await reader.read(numbers);
  }
}

/** The pictures of a piece, one after the other: views into it, `[height, width, 3]`. */
export function* picturesOf({ data, shape }: Frames): Generator<Uint8Array> {
  const size = shape[1] * shape[2] * 3;
  for (let i = 0; i < shape[0]; i++) yield data.subarray(i * size, (i + 1) * size);
}
