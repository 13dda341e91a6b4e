import type { Frames } from '../frames.js';
import { type ResizePlan, resizeEach, sourceSize } from './plan.js';

/** An interpolation from an even number of neighbours on a line. */
export interface Kernel {
  readonly taps: number;
  /** Numbers in which positions are computed: OpenCV's own code uses float32. */
  readonly precision: (position: number) => number;
  /** The weights of the neighbours (which sum to 1), for an output `fraction` of a pixel beyond the middle one's left. */
  weights(fraction: number): readonly number[];
  /** What is done to a sum of weighted bytes before it is rounded half to even and cut to a byte. */
  round(sum: number): number;
}

/** Neighbours and weights along one direction: `taps` numbers for each output position. */
interface Neighbours {
  readonly at: Int32Array;
  readonly weights: Float64Array;
}

/** Interpolates from several neighbours a direction, first across, then down; pixels beyond the border repeat it. */
export function resizeWithKernel(frames: Frames, plan: ResizePlan, kernel: Kernel): Uint8Array {
  const channels = frames.shape[3];
  const [width, height] = sourceSize(plan);
  const [left, top, right, bottom] = plan.window;
  const across = neighbours(kernel, { source: width, target: plan.size[0], from: left, to: right });
  const down = neighbours(kernel, { source: height, target: plan.size[1], from: top, to: bottom });
  const { taps, round } = kernel;
  const length = (right - left) * channels;
  const sums = new Float64Array(length);
  return resizeEach(frames, plan, ({ data, start, rowBytes }, output) => {
    const rowAt = rememberRows(taps, length, (y, row) =>
      resizeRow(data.subarray(start + y * rowBytes), row, { across, taps, channels }),
    );
    // Cuts what is stored to a byte, and rounds half to even.
    const bytes = new Uint8ClampedArray(output.buffer, output.byteOffset, output.length);
    for (let y = 0; y < bottom - top; y++) {
      sums.fill(0);
      for (let k = y * taps; k < (y + 1) * taps; k++) addWeighted(sums, rowAt(down.at[k]!), down.weights[k]!);
      for (let i = 0; i < length; i++) bytes[y * length + i] = round(sums[i]!);
    }
  });
}

/** Makes each row once as long as rows are asked for from top to bottom, `taps` at a time. */
function rememberRows(taps: number, length: number, make: (y: number, row: Float64Array) => void) {
  const rows = Array.from({ length: taps }, () => new Float64Array(length));
  const held = new Int32Array(taps).fill(-1);
  return (y: number): Float64Array => {
    const row = rows[y % taps]!;
    if (held[y % taps] !== y) make(y, row);
    held[y % taps] = y;
    return row;
  };
}

function addWeighted(sums: Float64Array, row: Float64Array, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + row[i]! * weight;
}

function resizeRow(
  source: Uint8Array,
  row: Float64Array,
  { across, taps, channels }: { across: Neighbours; taps: number; channels: number },
): void {
  const { at, weights } = across;
  for (let x = 0, out = 0; out < row.length; x += taps) {
    for (let c = 0; c < channels; c++, out++) {
      let sum = 0;
      for (let k = x; k < x + taps; k++) sum += source[at[k]! * channels + c]! * weights[k]!;
      row[out] = sum;
    }
  }
}

function neighbours(
  { taps, precision, weights }: Kernel,
  { source, target, from, to }: { source: number; target: number; from: number; to: number },
): Neighbours {
  const found: Neighbours = { at: new Int32Array((to - from) * taps), weights: new Float64Array((to - from) * taps) };
  const scale = 1 / (target / source);
  for (let i = 0; i < to - from; i++) {
    const centre = precision((from + i + 0.5) * scale - 0.5);
    const floor = Math.floor(centre);
    found.weights.set(weights(precision(centre - floor)), i * taps);
    for (let k = 0; k < taps; k++) {
      found.at[i * taps + k] = Math.min(Math.max(floor - taps / 2 + 1 + k, 0), source - 1);
    }
  }
  return found;
}
