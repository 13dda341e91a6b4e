import type { Frames } from '../frames.js';

/** Weights of the source positions that an output position is made of. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Bilinear resizing as PyTorch does it in floating point: with `antialias` over all pixels below an output pixel (torchvision's
 * way), without between the nearest two.
 *
 * @param store how a sum becomes a byte
 */
export function resizeSmooth(
  { data, shape }: Frames,
  [newWidth, newHeight]: readonly [width: number, height: number],
  { antialias, store }: { antialias: boolean; store: (value: number) => number },
): Frames {
  const [count, height, width, channels] = shape;
  const across = taps(width, newWidth, antialias);
  const down = taps(height, newHeight, antialias);
  const rowLength = newWidth * channels;
  const resized = new Float64Array(height * rowLength);
  const output = new Uint8Array(count * newHeight * rowLength);
  for (let t = 0; t < count; t++) {
    for (let y = 0, i = 0; y < height; y++) {
      const row = (t * height + y) * width * channels;
      for (const { first, weights } of across) {
        for (let c = 0; c < channels; c++, i++) {
          let sum = 0;
          for (let k = 0; k < weights.length; k++) sum += data[row + (first + k) * channels + c]! * weights[k]!;
          resized[i] = sum;
        }
      }
    }
    for (const [y, { first, weights }] of down.entries()) {
      const out = (t * newHeight + y) * rowLength;
      for (let x = 0; x < rowLength; x++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += resized[(first + k) * rowLength + x]! * weights[k]!;
        output[out + x] = store(sum);
      }
    }
  }
  return { data: output, shape: [count, newHeight, newWidth, channels] };
}

function taps(source: number, target: number, antialias: boolean): Taps[] {
  const scale = source / target;
  const reach = antialias ? Math.max(scale, 1) : 1;
  return Array.from({ length: target }, (_, i) => {
    const centre = scale * (i + 0.5);
    const inner = antialias ? centre : Math.min(Math.max(centre, 0.5), source - 0.5);
    const first = Math.max(Math.trunc(inner - reach + 0.5), 0);
    const end = Math.min(Math.trunc(inner + reach + 0.5), source);
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(1 - Math.abs(first + k - inner + 0.5) / reach, 0),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}
