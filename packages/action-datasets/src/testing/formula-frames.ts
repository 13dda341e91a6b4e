import type { Frames } from '../image/frames.js';

/** How the pictures of `fixtures/transforms.json` are made. */
export interface FrameFormula {
  generator: string;
  key: string;
  n: number;
  height: number;
  width: number;
}

/** The first `count` numbers in [0, 1) of mulberry32, seeded with the 32-bit FNV-1a hash of the key. */
export function uniform(key: string, count: number): Float64Array {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    values[i] = ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  return values;
}

/** `noise`: every byte drawn; `smooth`: an 8×8 grid of drawn colours, spread by bilinear interpolation, corners aligned. */
export function formulaFrames({ generator, key, n, height, width }: FrameFormula): Frames {
  const size = height * width * 3;
  const data = new Uint8Array(n * size);
  for (let t = 0; t < n; t++) {
    if (generator === 'noise')
      data.set(
        uniform(`${key}/${t}`, size).map((u) => Math.floor(256 * u)),
        t * size,
      );
    else data.set(smooth(uniform(`${key}/${t}`, 8 * 8 * 3), height, width), t * size);
  }
  return { data, shape: [n, height, width, 3] };
}

function smooth(grid: Float64Array, height: number, width: number): Uint8Array {
  const frame = new Uint8Array(height * width * 3);
  const rows = linspace(height);
  const columns = linspace(width);
  const at = (y: number, x: number, c: number) => 255 * grid[(y * 8 + x) * 3 + c]!;
  for (let y = 0; y < height; y++) {
    const y0 = Math.min(Math.floor(rows[y]!), 6);
    const fy = rows[y]! - y0;
    for (let x = 0; x < width; x++) {
      const x0 = Math.min(Math.floor(columns[x]!), 6);
      const fx = columns[x]! - x0;
      for (let c = 0; c < 3; c++) {
        const top = at(y0, x0, c) * (1 - fx) + at(y0, x0 + 1, c) * fx;
        const bottom = at(y0 + 1, x0, c) * (1 - fx) + at(y0 + 1, x0 + 1, c) * fx;
        frame[(y * width + x) * 3 + c] = Math.floor(top * (1 - fy) + bottom * fy);
      }
    }
  }
  return frame;
}

function linspace(size: number): Float64Array {
  const step = 7 / (size - 1);
  return Float64Array.from({ length: size }, (_, i) => (i === size - 1 ? 7 : i * step));
}
