import type { Frames } from '../frames.js';

/** Blurs by a Gaussian of standard deviation `sigma` (pixels) over an odd number of pixels a side; borders are mirrored. */
export function gaussianBlur(
  frames: Frames,
  kernelSize: readonly [x: number, y: number],
  sigma: readonly [x: number, y: number],
): Frames {
  const { data, shape } = frames;
  const [count, height, width, channels] = shape;
  const across = kernel(kernelSize[0], sigma[0]);
  const down = kernel(kernelSize[1], sigma[1]);
  const columns = mirrored(width, kernelSize[0]);
  const rows = mirrored(height, kernelSize[1]);
  const size = height * width * channels;
  const blurred = new Float64Array(size);
  const output = new Uint8ClampedArray(data.length);
  for (let t = 0; t < count * size; t += size) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++, i++) {
          let sum = 0;
          for (let k = 0; k < across.length; k++)
            sum += data[t + (y * width + columns[x + k]!) * channels + c]! * across[k]!;
          blurred[i] = sum;
        }
      }
    }
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width * channels; x++, i++) {
        let sum = 0;
        for (let k = 0; k < down.length; k++) sum += blurred[rows[y + k]! * width * channels + x]! * down[k]!;
        output[t + i] = sum;
      }
    }
  }
  return { data: new Uint8Array(output.buffer), shape };
}

function kernel(size: number, sigma: number): number[] {
  const half = (size - 1) / 2;
  const weights = Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - half) / sigma) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Positions from half a kernel before the border to half a kernel behind it, mirrored at the outermost pixels. */
function mirrored(length: number, size: number): number[] {
  const half = (size - 1) / 2;
  const period = Math.max(2 * (length - 1), 1);
  return Array.from({ length: length + size - 1 }, (_, i) => {
    const position = (((i - half) % period) + period) % period;
    return position < length ? position : period - position;
  });
}
