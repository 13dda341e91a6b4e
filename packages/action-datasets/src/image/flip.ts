import type { Frames } from './frames.js';

/** Mirrors every frame left to right, in place. */
export function flipHorizontally(frames: Frames): void {
  const [count, height, width, channels] = frames.shape;
  const { data } = frames;
  const rowBytes = width * channels;
  for (let start = 0; start < count * height * rowBytes; start += rowBytes) {
    let left = start;
    let right = start + rowBytes - channels;
    for (; left < right; left += channels, right -= channels) {
      for (let c = 0; c < channels; c++) {
        const kept = data[left + c]!;
        data[left + c] = data[right + c]!;
        data[right + c] = kept;
      }
    }
  }
}

/** Turns every frame upside down, in place. */
export function flipVertically(frames: Frames): void {
  const [count, height, width, channels] = frames.shape;
  const rowBytes = width * channels;
  const kept = new Uint8Array(rowBytes);
  for (let t = 0; t < count; t++) {
    let upper = t * height * rowBytes;
    let lower = upper + (height - 1) * rowBytes;
    for (; upper < lower; upper += rowBytes, lower -= rowBytes) {
      kept.set(frames.data.subarray(upper, upper + rowBytes));
      frames.data.copyWithin(upper, lower, lower + rowBytes);
      frames.data.set(kept, lower);
    }
  }
}
