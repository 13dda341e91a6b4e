import { roundHalfToEven } from '../rounding.js';
import { allocateFrames, type Frames } from './frames.js';

/** OpenCV's fixed point: interpolation weights are multiples of 1/2048. */
const WEIGHT_ONE = 2048;

/** For each output position: the two source positions it lies between and their weights (which sum to about 2048). */
interface Taps {
  first: Int32Array;
  second: Int32Array;
  firstWeight: Int32Array;
  secondWeight: Int32Array;
}

/**
 * Resizes every frame with bilinear interpolation, equal to the byte to OpenCV's `resize(…, INTER_LINEAR)` on uint8:
 * pixel centres aligned, weights rounded to 11 bits, first across, then down with 4 bits dropped from the row sums
 * and 16 from each product before the last rounding.
 *
 * @param frames `[T, H, W, 3]`; returned as it is when it already has the wanted size.
 * @returns `[T, height, width, 3]` in a fresh buffer.
 */
export function resizeBilinear(frames: Frames, width: number, height: number): Frames {
  const [count, sourceHeight, sourceWidth, channels] = frames.shape;
  if (sourceHeight === height && sourceWidth === width) return frames;
  if (channels !== 3) throw new RangeError(`resizeBilinear works on 3 channels, got ${channels}`);
  const output = allocateFrames([count, height, width, channels]);
  const across = horizontalTaps(sourceWidth, width);
  const down = verticalTaps(sourceHeight, height);
  const sourceSize = sourceHeight * sourceWidth * channels;
  const outputSize = height * width * channels;
  for (let t = 0; t < count; t++) {
    const source = frames.data.subarray(t * sourceSize, (t + 1) * sourceSize);
    resizeFrame(source, output.data.subarray(t * outputSize, (t + 1) * outputSize), { across, down, sourceWidth });
  }
  return output;
}

function resizeFrame(
  source: Uint8Array,
  output: Uint8Array,
  plan: { across: Taps; down: Taps; sourceWidth: number },
): void {
  const { across, down, sourceWidth } = plan;
  const rowLength = across.first.length * 3;
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
      resizeRow(source, first * sourceWidth * 3, across, upper);
      upperIs = first;
    }
    if (second !== lowerIs && second !== first) {
      resizeRow(source, second * sourceWidth * 3, across, lower);
      lowerIs = second;
    }
    blendRows(upper, second === first ? upper : lower, output, {
      offset: y * rowLength,
      upperWeight: down.firstWeight[y]!,
      lowerWeight: down.secondWeight[y]!,
    });
  }
}

function resizeRow(source: Uint8Array, start: number, across: Taps, row: Int32Array): void {
  const { first, second, firstWeight, secondWeight } = across;
  const width = first.length;
  for (let x = 0, out = 0; x < width; x++, out += 3) {
    const a = start + first[x]!;
    const b = start + second[x]!;
    const wa = firstWeight[x]!;
    const wb = secondWeight[x]!;
    row[out] = (source[a]! * wa + source[b]! * wb) >> 4;
    row[out + 1] = (source[a + 1]! * wa + source[b + 1]! * wb) >> 4;
    row[out + 2] = (source[a + 2]! * wa + source[b + 2]! * wb) >> 4;
  }
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

/** Across, a position beyond the outermost pixel centres takes that pixel alone. Positions are byte offsets in a row. */
function horizontalTaps(source: number, target: number): Taps {
  const taps = centreTaps(source, target);
  for (let x = 0; x < target; x++) {
    if (taps.first[x]! < 0 || taps.first[x]! >= source - 1) {
      taps.first[x] = taps.first[x]! < 0 ? 0 : source - 1;
      taps.second[x] = taps.first[x]!;
      taps.firstWeight[x] = WEIGHT_ONE;
      taps.secondWeight[x] = 0;
    }
    taps.first[x]! *= 3;
    taps.second[x]! *= 3;
  }
  return taps;
}

/** Down, the weights stay and the rows are clamped: it differs from the way across in the last bit, as OpenCV does. */
function verticalTaps(source: number, target: number): Taps {
  const taps = centreTaps(source, target);
  for (let y = 0; y < target; y++) {
    taps.first[y] = Math.min(Math.max(taps.first[y]!, 0), source - 1);
    taps.second[y] = Math.min(Math.max(taps.second[y]!, 0), source - 1);
  }
  return taps;
}

function centreTaps(source: number, target: number): Taps {
  const taps: Taps = {
    first: new Int32Array(target),
    second: new Int32Array(target),
    firstWeight: new Int32Array(target),
    secondWeight: new Int32Array(target),
  };
  // Twice a division and a float32 rounding: OpenCV's own order of operations decides the last bit.
  const scale = 1 / (target / source);
  for (let i = 0; i < target; i++) {
    const centre = Math.fround((i + 0.5) * scale - 0.5);
    const floor = Math.floor(centre);
    const fraction = Math.fround(centre - floor);
    taps.first[i] = floor;
    taps.second[i] = floor + 1;
    taps.firstWeight[i] = roundHalfToEven(Math.fround(1 - fraction) * WEIGHT_ONE);
    taps.secondWeight[i] = roundHalfToEven(fraction * WEIGHT_ONE);
  }
  return taps;
}
