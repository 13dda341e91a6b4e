import type { Frames } from '../frames.js';
import { byteTable, mapBytes } from './map-bytes.js';

const { fround } = Math;

/** Value · factor. */
export function adjustBrightness(frames: Frames, factor: number): Frames {
  const scale = fround(factor);
  return mapBytes(
    frames,
    byteTable((byte) => fround(byte * scale)),
  );
}

/** Away from the mean grey of each frame: at factor 0 that alone, at 1 the frame itself. */
export function adjustContrast(frames: Frames, factor: number): Frames {
  const [count, height, width, channels] = frames.shape;
  const size = height * width * channels;
  const output = new Uint8Array(frames.data.length);
  for (let t = 0; t < count; t++) {
    const frame = frames.data.subarray(t * size, (t + 1) * size);
    const grey = greyOf({ data: frame, shape: [1, height, width, channels] });
    const mean = fround(grey.reduce((sum, value) => sum + value, 0) / grey.length);
    output.set(
      mapBytes({ data: frame, shape: [1, height, width, channels] }, byteTable(blended(mean, factor))).data,
      t * size,
    );
  }
  return { data: output, shape: frames.shape };
}

/** Away from grey: at factor 0 that alone, at 1 the frame itself. */
export function adjustSaturation(frames: Frames, factor: number): Frames {
  const { data, shape } = frames;
  if (shape[3] !== 3) return frames;
  const grey = greyOf(frames);
  const own = fround(factor);
  const other = fround(1 - factor);
  const output = new Uint8Array(data.length);
  for (let i = 0, pixel = 0; i < data.length; pixel++) {
    const offset = fround(grey[pixel]! * other);
    for (const end = i + 3; i < end; i++)
      output[i] = Math.min(Math.max(fround(fround(data[i]! * own) + offset), 0), 255);
  }
  return { data: output, shape };
}

/** Away from a picture smoothed over 3 × 3 pixels: at factor 0 that alone, at 1 the frame itself. */
export function adjustSharpness(frames: Frames, factor: number): Frames {
  const { data, shape } = frames;
  if (shape[1] <= 2 || shape[2] <= 2) return frames;
  const smooth = smoothed(frames).data;
  const own = fround(factor);
  const other = fround(1 - factor);
  for (let i = 0; i < data.length; i++) {
    // The border, which is not smoothed, is blended with itself: rounding may take a level from it, as in torchvision.
    smooth[i] = Math.min(Math.max(fround(fround(data[i]! * own) + fround(smooth[i]! * other)), 0), 255);
  }
  return { data: smooth, shape };
}

/** Every pixel as the mean of the 3 × 3 around it, in which it counts five times; the border stays. */
export function smoothed({ data, shape }: Frames): Frames {
  const [count, height, width, channels] = shape;
  const row = width * channels;
  const output = data.slice();
  for (let t = 0; t < count; t++) {
    for (let y = 1; y < height - 1; y++) {
      const start = (t * height + y) * row;
      for (let i = start + channels; i < start + row - channels; i++) {
        const above = data[i - row - channels]! + data[i - row]! + data[i - row + channels]!;
        const beside = data[i - channels]! + 5 * data[i]! + data[i + channels]!;
        const below = data[i + row - channels]! + data[i + row]! + data[i + row + channels]!;
        output[i] = Math.round((above + beside + below) / 13);
      }
    }
  }
  return { data: output, shape };
}

/** Brightness as the eye sees it, in bytes; of other than three channels the first. `[T, H, W]` */
export function greyOf({ data, shape }: Frames): Uint8Array {
  const channels = shape[3];
  const grey = new Uint8Array(data.length / channels);
  for (let pixel = 0, i = 0; pixel < grey.length; pixel++, i += channels) {
    grey[pixel] =
      channels === 3
        ? fround(fround(fround(RED * data[i]!) + fround(GREEN * data[i + 1]!)) + fround(BLUE * data[i + 2]!))
        : data[i]!;
  }
  return grey;
}

const RED = fround(0.2989);
const GREEN = fround(0.587);
const BLUE = fround(0.114);

function blended(other: number, factor: number): (byte: number) => number {
  const own = fround(factor);
  const offset = fround(other * fround(1 - factor));
  return (byte) => fround(fround(byte * own) + offset);
}
