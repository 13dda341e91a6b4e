import { roundHalfToEven } from '../../rounding.js';
import type { Frames } from '../frames.js';
import { type ResizePlan, resizeEach, type Source, sourceSize } from './plan.js';

/** OpenCV's fixed point: interpolation weights are multiples of 1/2048. */
const WEIGHT_ONE = 2048;

/** For each output position: the two source positions it lies between and their weights (which sum to about 2048). */
export interface Taps {
  first: Int32Array;
  second: Int32Array;
  firstWeight: Int32Array;
  secondWeight: Int32Array;
}

/** Which source position lies before an output position, and how far (0 to 1) the output is beyond it. */
export type Place = (position: number) => readonly [floor: number, fraction: number];

/**
 * Bilinear interpolation, equal to the byte to OpenCV's `INTER_LINEAR` on uint8: pixel centres aligned, weights rounded to
 * 11 bits, first across, then down with 4 bits dropped from the row sums and 16 from each product before the last rounding.
 * Parameters as `resizeFrames`.
 */
export function resizeBilinear(frames: Frames, plan: ResizePlan): Uint8Array {
  const [width, height] = sourceSize(plan);
  return resizeBetween(frames, plan, [centres(width, plan.size[0]), centres(height, plan.size[1])]);
}

/** The same between other places than pixel centres, given as [across, down]. */
export function resizeBetween(frames: Frames, plan: ResizePlan, places: readonly [Place, Place]): Uint8Array {
  const channels = frames.shape[3];
  const [width, height] = sourceSize(plan);
  const [left, top, right, bottom] = plan.window;
  const across = horizontalTaps(places[0], { source: width, from: left, to: right, channels });
  const down = verticalTaps(places[1], { source: height, from: top, to: bottom });
  return resizeEach(frames, plan, (source, output) => resizePicture(source, output, { across, down, channels }));
}

// A function of its own with variables of its own: within a closure the same loops take a third longer.
function resizePicture(
  source: Source,
  output: Uint8Array,
  { across, down, channels }: { across: Taps; down: Taps; channels: number },
): void {
  const rowLength = across.first.length * channels;
  const resizeRow = channels === 3 ? resizeRowOf3 : resizeRowOf(channels);
  // The two source rows in use, already resized across. Neighbouring output rows mostly share them.
  let upper = new Int32Array(rowLength);
  let lower = new Int32Array(rowLength);
  let upperIs = -1;
  let lowerIs = -1;
  for (let y = 0; y < down.first.length; y++) {
    const first = down.first[y]!;
    const second = down.second[y]!;
    if (first === lowerIs) {
      [upper, lower] = [lower, upper];
      [upperIs, lowerIs] = [lowerIs, upperIs];
    }
    if (first !== upperIs) {
      resizeRow(source, first, across, upper);
      upperIs = first;
    }
    if (second !== lowerIs && second !== first) {
      resizeRow(source, second, across, lower);
      lowerIs = second;
    }
    blendRows(upper, second === first ? upper : lower, output, {
      offset: y * rowLength,
      upperWeight: down.firstWeight[y]!,
      lowerWeight: down.secondWeight[y]!,
    });
  }
}

/** Where pixel centres of the output lie among those of the source. */
function centres(source: number, target: number): Place {
  // Twice a division and a float32 rounding: OpenCV's own order of operations decides the last bit.
  const scale = 1 / (target / source);
  return (position) => {
    const centre = Math.fround((position + 0.5) * scale - 0.5);
    const floor = Math.floor(centre);
    return [floor, Math.fround(centre - floor)];
  };
}

type RowResizer = (source: Source, y: number, across: Taps, row: Int32Array) => void;

function resizeRowOf3({ data, start, rowBytes }: Source, y: number, across: Taps, row: Int32Array): void {
  const { first, second, firstWeight, secondWeight } = across;
  const width = first.length;
  const rowStart = start + y * rowBytes;
  for (let x = 0, out = 0; x < width; x++, out += 3) {
    const a = rowStart + first[x]!;
    const b = rowStart + second[x]!;
    const wa = firstWeight[x]!;
    const wb = secondWeight[x]!;
    row[out] = (data[a]! * wa + data[b]! * wb) >> 4;
    row[out + 1] = (data[a + 1]! * wa + data[b + 1]! * wb) >> 4;
    row[out + 2] = (data[a + 2]! * wa + data[b + 2]! * wb) >> 4;
  }
}

function resizeRowOf(channels: number): RowResizer {
  return ({ data, start, rowBytes }, y, { first, second, firstWeight, secondWeight }, row) => {
    const rowStart = start + y * rowBytes;
    for (let x = 0, out = 0; x < first.length; x++) {
      const a = rowStart + first[x]!;
      const b = rowStart + second[x]!;
      for (let c = 0; c < channels; c++, out++) {
        row[out] = (data[a + c]! * firstWeight[x]! + data[b + c]! * secondWeight[x]!) >> 4;
      }
    }
  };
}

function blendRows(
  upper: Int32Array,
  lower: Int32Array,
  output: Uint8Array,
  at: { offset: number; upperWeight: number; lowerWeight: number },
): void {
  const { offset, upperWeight, lowerWeight } = at;
  const length = upper.length;
  for (let i = 0; i < length; i++) {
    output[offset + i] = (((upper[i]! * upperWeight) >> 16) + ((lower[i]! * lowerWeight) >> 16) + 2) >> 2;
  }
}

/** Across, a position beyond the outermost pixels takes that pixel alone. Positions are byte offsets in a row. */
function horizontalTaps(place: Place, at: { source: number; from: number; to: number; channels: number }): Taps {
  const taps = tapsOf(place, at);
  for (let x = 0; x < taps.first.length; x++) {
    if (taps.first[x]! < 0 || taps.first[x]! >= at.source - 1) {
      taps.first[x] = taps.first[x]! < 0 ? 0 : at.source - 1;
      taps.second[x] = taps.first[x]!;
      taps.firstWeight[x] = WEIGHT_ONE;
      taps.secondWeight[x] = 0;
    }
    taps.first[x]! *= at.channels;
    taps.second[x]! *= at.channels;
  }
  return taps;
}

/** Down, the weights stay and the rows are clamped: it differs from the way across in the last bit, as OpenCV does. */
function verticalTaps(place: Place, at: { source: number; from: number; to: number }): Taps {
  const taps = tapsOf(place, at);
  for (let y = 0; y < taps.first.length; y++) {
    taps.first[y] = Math.min(Math.max(taps.first[y]!, 0), at.source - 1);
    taps.second[y] = Math.min(Math.max(taps.second[y]!, 0), at.source - 1);
  }
  return taps;
}

function tapsOf(place: Place, { from, to }: { from: number; to: number }): Taps {
  const count = to - from;
  const taps: Taps = {
    first: new Int32Array(count),
    second: new Int32Array(count),
    firstWeight: new Int32Array(count),
    secondWeight: new Int32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const [floor, fraction] = place(from + i);
    taps.first[i] = floor;
    taps.second[i] = floor + 1;
    taps.firstWeight[i] = roundHalfToEven(Math.fround(1 - fraction) * WEIGHT_ONE);
    taps.secondWeight[i] = roundHalfToEven(fraction * WEIGHT_ONE);
  }
  return taps;
}
