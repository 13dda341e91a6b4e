import type { Frames } from '../frames.js';
import { byteTable, mapBytes, mapBytesByCount } from './map-bytes.js';

const { fround } = Math;

/** 255 − value. */
export function invert(frames: Frames): Frames {
  return mapBytes(
    frames,
    byteTable((byte) => 255 - byte),
  );
}

/** Inverts values of at least `threshold`. */
export function solarize(frames: Frames, threshold: number): Frames {
  return mapBytes(
    frames,
    byteTable((byte) => (byte >= threshold ? 255 - byte : byte)),
  );
}

/** Keeps the highest `bits` bits of every value. */
export function posterize(frames: Frames, bits: number): Frames {
  const mask = -(2 ** (8 - bits));
  return mapBytes(
    frames,
    byteTable((byte) => byte & mask & 255),
  );
}

/** Stretches each channel of each frame so that its darkest value is 0 and its lightest 255. */
export function autocontrast(frames: Frames): Frames {
  return mapBytesByCount(frames, (counts) => {
    const darkest = counts.findIndex((count) => count > 0);
    const lightest = counts.findLastIndex((count) => count > 0);
    if (darkest === lightest) return null;
    // The order in which PyTorch divides a number by a tensor.
    const scale = fround(fround(1 / (lightest - darkest)) * 255);
    return byteTable((byte) => fround((byte - darkest) * scale));
  });
}

/** Spreads the values of each channel of each frame so that all are about as frequent (PIL's definition, and torchvision's). */
export function equalize(frames: Frames): Frames {
  return mapBytesByCount(frames, (counts) => {
    const last = counts.findLastIndex((count) => count > 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const step = Math.floor((total - counts[last]!) / 255);
    if (step === 0) return null;
    let below = 0;
    return byteTable((byte) => {
      const value = Math.floor((below + Math.floor(step / 2)) / step);
      below += counts[byte]!;
      return byte === 0 ? 0 : value;
    });
  });
}
