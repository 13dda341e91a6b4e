import type { NdArray, Results, TypedArray } from '@mma/engine';

/** A crop, resize and flip that a `lazy` transform has put off: how the pictures will come out. */
export interface LazyView {
  /** x1, y1, x2, y2 in the pictures as they are. */
  readonly box: readonly [number, number, number, number];
  readonly width: number;
  readonly height: number;
  readonly isFlipped: boolean;
}

/** A clip as one transform left it: uint8 RGB pictures, and what is written below them. */
export interface Stage {
  /** The transform's name, with those before it that had no pictures to show: `DecordInit → SampleFrames → DecordDecode`. */
  readonly name: string;
  /** [count, height, width, 3], a copy. */
  readonly data: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** What was done to the values to show them, or the model's name of the shape. */
  readonly note: string | undefined;
  readonly lazy: LazyView | undefined;
  /** Whether pictures are exactly those of the stage before. */
  readonly isUnchanged: boolean;
}

type Pictures = NdArray<TypedArray>;

/** The pictures in a pipeline's results, copied as they are now; undefined where there are none. */
export function readStage(name: string, results: Results): Omit<Stage, 'isUnchanged'> | undefined {
  const found = picturesOf(results);
  if (found === undefined) return undefined;
  const [height, width, channels] = found.shape.slice(-3) as [number, number, number];
  const shown = toRgb(found.data, channels);
  const shape = results['input_shape'];
  const notes = [shown.note, Array.isArray(shape) ? `as ${shape.join(' × ')}` : undefined];
  return {
    name,
    data: shown.data,
    count: found.data.length / (height * width * channels),
    height,
    width,
    note: notes.filter((note) => note !== undefined).join(', ') || undefined,
    lazy: lazyView(results),
  };
}

/** `imgs` until they are packed, then `inputs` (or the first pictures among several inputs). */
function picturesOf(results: Results): Pictures | undefined {
  const inputs = results['inputs'];
  const several = typeof inputs === 'object' && inputs !== null && !('shape' in inputs) ? Object.values(inputs) : [];
  return [results['imgs'], inputs, ...several].find(isPictures);
}

function isPictures(value: unknown): value is Pictures {
  if (typeof value !== 'object' || value === null || !('shape' in value)) return false;
  const { shape } = value as Pictures;
  return Array.isArray(shape) && shape.length >= 4 && shape.every((side) => side > 0);
}

/** Any number of channels and any kind of number as RGB bytes. */
function toRgb(values: TypedArray, channels: number): { data: Uint8Array; note?: string } {
  const [bytes, note] = toBytes(values);
  if (channels === 3) return { data: bytes === values ? bytes.slice() : bytes, ...(note && { note }) };
  const pixels = values.length / channels;
  const data = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const x = bytes[pixel * channels]!;
    // Optical flow: horizontal in red, vertical in green, no movement in grey.
    data[pixel * 3] = x;
    data[pixel * 3 + 1] = channels === 1 ? x : bytes[pixel * channels + 1]!;
    data[pixel * 3 + 2] = channels === 1 ? x : 128;
  }
  const which = channels === 1 ? 'grey' : channels === 2 ? 'x red, y green' : `first 2 of ${channels} channels`;
  return { data, note: note === undefined ? which : `${which}, ${note}` };
}

/** Bytes stay; other numbers are spread from their lowest to their highest value. */
function toBytes(values: TypedArray): [Uint8Array, string?] {
  if (values instanceof Uint8Array) return [values];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const bytes = Uint8Array.from(values as ArrayLike<number>, (value) => Math.round((value - low) * scale));
  return [bytes, `values ${low.toPrecision(3)} to ${high.toPrecision(3)}`];
}

function lazyView(results: Results): LazyView | undefined {
  const lazy = results['lazy'] as { crop_bbox?: ArrayLike<number>; flip?: boolean } | undefined;
  const size = results['img_shape'] as readonly [number, number] | undefined;
  if (lazy?.crop_bbox === undefined || size === undefined) return undefined;
  const [left, top, right, bottom] = Array.from(lazy.crop_bbox) as [number, number, number, number];
  return { box: [left, top, right, bottom], width: size[1], height: size[0], isFlipped: lazy.flip === true };
}
