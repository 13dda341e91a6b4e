import { roundHalfToEven } from '../../rounding.js';
import type { Frames } from '../frames.js';

/** Which source position an output pixel (x, y) shows: (a·x + b·y + c, d·x + e·y + f), in pixels. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface WarpOptions {
  interpolation?: 'nearest' | 'bilinear';
  /** The colour beyond the picture, one number a channel or one for all. */
  fill?: number | readonly number[];
  /**
   * How pixels that are partly beyond the border are made: once mixed with the fill (OpenCV), or, as torchvision does, first
   * with black and then by the same share with the fill.
   */
  edges?: 'mixed' | 'torchvision';
}

/** Moves the pixels of every frame by an affine map. The pictures keep their size. */
export function warpAffine(frames: Frames, map: Affine, options: WarpOptions = {}): Frames {
  const { interpolation = 'bilinear', fill = 0, edges = 'mixed' } = options;
  const channels = frames.shape[3];
  const colour = typeof fill === 'number' ? new Array<number>(channels).fill(fill) : fill;
  return interpolation === 'nearest'
    ? warpNearest(frames, map, colour)
    : warpBilinear(frames, map, { colour, fadeTwice: edges === 'torchvision' });
}

function warpNearest({ data, shape }: Frames, [a, b, c, d, e, f]: Affine, colour: readonly number[]): Frames {
  const [count, height, width, channels] = shape;
  const output = new Uint8Array(data.length);
  const size = height * width * channels;
  const bytes = Uint8ClampedArray.from(colour);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out += channels) {
      const sx = roundHalfToEven(a * x + b * y + c);
      const sy = roundHalfToEven(d * x + e * y + f);
      const inside = sx >= 0 && sx < width && sy >= 0 && sy < height;
      const from = (sy * width + sx) * channels;
      for (let t = 0; t < count * size; t += size) {
        for (let k = 0; k < channels; k++) output[out + t + k] = inside ? data[from + t + k]! : bytes[k]!;
      }
    }
  }
  return { data: output, shape };
}

function warpBilinear(
  { data, shape }: Frames,
  [a, b, c, d, e, f]: Affine,
  { colour, fadeTwice }: { colour: readonly number[]; fadeTwice: boolean },
): Frames {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const total = count * size;
  // Cut to bytes and rounded half to even when stored.
  const output = new Uint8ClampedArray(data.length);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out += channels) {
      const sx = a * x + b * y + c;
      const sy = d * x + e * y + f;
      const left = Math.floor(sx);
      const top = Math.floor(sy);
      const toLeft = left >= 0 && left < width ? left + 1 - sx : 0;
      const toRight = left >= -1 && left < width - 1 ? sx - left : 0;
      const toTop = top >= 0 && top < height ? top + 1 - sy : 0;
      const toBottom = top >= -1 && top < height - 1 ? sy - top : 0;
      const covered = (toLeft + toRight) * (toTop + toBottom);
      const own = fadeTwice ? covered : 1;
      const x0 = Math.min(Math.max(left, 0), width - 1);
      const x1 = Math.min(Math.max(left + 1, 0), width - 1);
      const y0 = Math.min(Math.max(top, 0), height - 1) * width;
      const y1 = Math.min(Math.max(top + 1, 0), height - 1) * width;
      for (let k = 0; k < channels; k++) {
        const rest = (1 - covered) * colour[k]!;
        for (let t = k; t < total; t += size) {
          const upper = data[(y0 + x0) * channels + t]! * toLeft + data[(y0 + x1) * channels + t]! * toRight;
          const lower = data[(y1 + x0) * channels + t]! * toLeft + data[(y1 + x1) * channels + t]! * toRight;
          output[out + t] = (upper * toTop + lower * toBottom) * own + rest;
        }
      }
    }
  }
  return { data: new Uint8Array(output.buffer), shape };
}
