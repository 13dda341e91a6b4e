import type { Frames } from '../frames.js';
import { smoothed } from './blend.js';
import { byteTable, mapBytes, mapBytesByCount } from './map-bytes.js';

const { fround } = Math;

/** `ImageEnhance.Brightness` of Pillow: from black (0) over the picture (1) to brighter. */
export function enhanceBrightness(frames: Frames, factor: number): Frames {
  return mapBytes(frames, byteTable(between(0, factor)));
}

/** `ImageEnhance.Contrast`: from each frame's mean grey (0) over the picture (1) away. */
export function enhanceContrast(frames: Frames, factor: number): Frames {
  const [count, height, width, channels] = frames.shape;
  const size = height * width * channels;
  const output = new Uint8Array(frames.data.length);
  for (let t = 0; t < count; t++) {
    const frame: Frames = { data: frames.data.subarray(t * size, (t + 1) * size), shape: [1, height, width, channels] };
    const grey = luminance(frame);
    const mean = Math.trunc(grey.reduce((sum, value) => sum + value, 0) / grey.length + 0.5);
    output.set(mapBytes(frame, byteTable(between(mean, factor))).data, t * size);
  }
  return { data: output, shape: frames.shape };
}

/** `ImageEnhance.Color`: from grey (0) over the picture (1) away. */
export function enhanceColor(frames: Frames, factor: number): Frames {
  const grey = luminance(frames);
  const channels = frames.shape[3];
  return blend(frames, (i) => grey[Math.floor(i / channels)]!, factor);
}

/** `ImageEnhance.Sharpness`: from a picture smoothed over 3 × 3 pixels (0) over the picture (1) to sharper. */
export function enhanceSharpness(frames: Frames, factor: number): Frames {
  const smooth = smoothed(frames).data;
  return blend(frames, (i) => smooth[i]!, factor);
}

/** `ImageOps.autocontrast`: stretches each channel, after `cutoff` percent at both ends have been left out. */
export function autocontrastCut(frames: Frames, cutoff: number): Frames {
  return mapBytesByCount(frames, (counts) => {
    const kept = [...counts];
    const cut = Math.floor((kept.reduce((sum, count) => sum + count, 0) * cutoff) / 100);
    cutFrom(kept, cut, 1);
    cutFrom(kept, cut, -1);
    const low = kept.findIndex((count) => count > 0);
    const high = kept.findLastIndex((count) => count > 0);
    if (high <= low) return null;
    const scale = 255 / (high - low);
    return byteTable((byte) => byte * scale - low * scale);
  });
}

function cutFrom(counts: number[], cut: number, direction: 1 | -1): void {
  let left = cut;
  for (let i = direction === 1 ? 0 : 255; left > 0 && i >= 0 && i < 256; i += direction) {
    const taken = Math.min(left, counts[i]!);
    counts[i]! -= taken;
    left -= taken;
  }
}

function luminance({ data, shape }: Frames): Uint8Array {
  const channels = shape[3];
  const grey = new Uint8Array(data.length / channels);
  for (let pixel = 0, i = 0; pixel < grey.length; pixel++, i += channels) {
    grey[pixel] = (data[i]! * 19595 + data[i + 1]! * 38470 + data[i + 2]! * 7471 + 0x8000) >> 16;
  }
  return grey;
}

function blend({ data, shape }: Frames, other: (index: number) => number, factor: number): Frames {
  const output = new Uint8Array(data.length);
  const own = fround(factor);
  for (let i = 0; i < data.length; i++) {
    const from = other(i);
    output[i] = Math.min(Math.max(fround(from + fround(own * (data[i]! - from))), 0), 255);
  }
  return { data: output, shape };
}

function between(other: number, factor: number): (byte: number) => number {
  const own = fround(factor);
  return (byte) => fround(other + fround(own * (byte - other)));
}
