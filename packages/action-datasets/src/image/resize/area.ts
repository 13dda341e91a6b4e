import { roundHalfToEven } from '../../rounding.js';
import type { Frames } from '../frames.js';
import { type Place, resizeBetween } from './bilinear.js';
import { type ResizePlan, resizeEach, sourceSize } from './plan.js';

const { fround } = Math;

/** Which share of an output position each source position under it has. */
interface Cover {
  /** Output `i` covers `at` and `share` from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly at: Int32Array;
  readonly share: Float32Array;
}

/**
 * The mean of the area under each output pixel, as OpenCV's `INTER_AREA` on uint8. Where a side grows it is a bilinear
 * interpolation that keeps pixels square. Parameters as `resizeFrames`.
 */
export function resizeArea(frames: Frames, plan: ResizePlan): Uint8Array {
  const [width, height] = sourceSize(plan);
  const [scaleX, scaleY] = [1 / (plan.size[0] / width), 1 / (plan.size[1] / height)];
  if (scaleX < 1 || scaleY < 1)
    return resizeBetween(frames, plan, [growing(width, plan.size[0]), growing(height, plan.size[1])]);
  const whole = isWhole(scaleX) && isWhole(scaleY);
  return whole
    ? meanOfBlocks(frames, plan, [Math.round(scaleX), Math.round(scaleY)])
    : meanOfAreas(frames, plan, [scaleX, scaleY]);
}

function isWhole(scale: number): boolean {
  return Math.abs(scale - Math.round(scale)) < Number.EPSILON;
}

function growing(source: number, target: number): Place {
  const factor = target / source;
  const scale = 1 / factor;
  return (position) => {
    const floor = Math.floor(position * scale);
    const beyond = fround(position + 1 - (floor + 1) * factor);
    return [floor, beyond <= 0 ? 0 : fround(beyond - Math.floor(beyond))];
  };
}

function meanOfBlocks(frames: Frames, plan: ResizePlan, [stepX, stepY]: readonly [number, number]): Uint8Array {
  const channels = frames.shape[3];
  const [left, top, right, bottom] = plan.window;
  const length = (right - left) * channels;
  const sums = new Int32Array(length);
  const share = fround(1 / (stepX * stepY));
  const isQuarter = stepX === 2 && stepY === 2 && channels !== 2;
  return resizeEach(frames, plan, ({ data, start, rowBytes }, output) => {
    for (let y = top, offset = 0; y < bottom; y++, offset += length) {
      sums.fill(0);
      for (let dy = 0; dy < stepY; dy++) {
        let from = start + (y * stepY + dy) * rowBytes + left * stepX * channels;
        for (let i = 0; i < length; i += channels) {
          for (let dx = 0; dx < stepX; dx++) for (let c = 0; c < channels; c++) sums[i + c]! += data[from++]!;
        }
      }
      // OpenCV rounds quarters up and everything else to even.
      if (isQuarter) for (let i = 0; i < length; i++) output[offset + i] = (sums[i]! + 2) >> 2;
      else for (let i = 0; i < length; i++) output[offset + i] = roundHalfToEven(fround(fround(sums[i]!) * share));
    }
  });
}

function meanOfAreas(frames: Frames, plan: ResizePlan, [scaleX, scaleY]: readonly [number, number]): Uint8Array {
  const channels = frames.shape[3];
  const [width, height] = sourceSize(plan);
  const [left, top, right, bottom] = plan.window;
  const across = cover(scaleX, { source: width, from: left, to: right });
  const down = cover(scaleY, { source: height, from: top, to: bottom });
  const length = (right - left) * channels;
  const row = new Float32Array(length);
  const sums = new Float32Array(length);
  return resizeEach(frames, plan, ({ data, start, rowBytes }, output) => {
    for (let y = 0; y < bottom - top; y++) {
      for (let j = down.starts[y]!; j < down.starts[y + 1]!; j++) {
        coverRow(data.subarray(start + down.at[j]! * rowBytes), row, { across, channels });
        const share = down.share[j]!;
        if (j === down.starts[y]) for (let i = 0; i < length; i++) sums[i] = row[i]! * share;
        else for (let i = 0; i < length; i++) sums[i] = sums[i]! + fround(row[i]! * share);
      }
      for (let i = 0; i < length; i++) output[y * length + i] = Math.min(roundHalfToEven(sums[i]!), 255);
    }
  });
}

function coverRow(
  source: Uint8Array,
  row: Float32Array,
  { across, channels }: { across: Cover; channels: number },
): void {
  const { starts, at, share } = across;
  for (let x = 0, out = 0; out < row.length; x++) {
    for (let c = 0; c < channels; c++, out++) {
      let sum = 0;
      for (let k = starts[x]!; k < starts[x + 1]!; k++)
        sum = fround(sum + fround(source[at[k]! * channels + c]! * share[k]!));
      row[out] = sum;
    }
  }
}

/** The shares are those of OpenCV, which leaves out slivers below a thousandth of a pixel. */
function cover(scale: number, { source, from, to }: { source: number; from: number; to: number }): Cover {
  const starts = [0];
  const at: number[] = [];
  const share: number[] = [];
  for (let i = from; i < to; i++) {
    const begin = i * scale;
    const end = begin + scale;
    const cell = Math.min(scale, source - begin);
    const last = Math.min(Math.floor(end), source - 1);
    const first = Math.min(Math.ceil(begin), last);
    if (first - begin > 1e-3) {
      at.push(first - 1);
      share.push((first - begin) / cell);
    }
    for (let k = first; k < last; k++) {
      at.push(k);
      share.push(1 / cell);
    }
    if (end - last > 1e-3) {
      at.push(last);
      share.push(Math.min(end - last, 1, cell) / cell);
    }
    starts.push(at.length);
  }
  return { starts: Int32Array.from(starts), at: Int32Array.from(at), share: Float32Array.from(share) };
}
