import type { NdArray, Results, TypedArray } from '@mma/engine';
import { toRgb } from '../clips/to-rgb.js';

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
  /** Numbers of the video's frames, where they are known: of each picture, or of each moment (crops of the same frame). */
  readonly frameIndices: readonly number[];
  /** Which of several samples this is of, counted from 1, where the dataset makes them of one video. */
  readonly repeat: number | undefined;
  /** Whether pictures are exactly those of the stage before. */
  readonly isUnchanged: boolean;
}

/** What a stage's pictures and the transform's results say, without what came before. */
export type Snapshot = Omit<Stage, 'frameIndices' | 'repeat' | 'isUnchanged'>;

type Pictures = NdArray<TypedArray>;

/** The pictures in a pipeline's results, copied as they are now; undefined where there are none. */
export function readStage(name: string, results: Results): Snapshot | undefined {
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

function lazyView(results: Results): LazyView | undefined {
  const lazy = results['lazy'] as { crop_bbox?: ArrayLike<number>; flip?: boolean } | undefined;
  const size = results['img_shape'] as readonly [number, number] | undefined;
  if (lazy?.crop_bbox === undefined || size === undefined) return undefined;
  const [left, top, right, bottom] = Array.from(lazy.crop_bbox) as [number, number, number, number];
  return { box: [left, top, right, bottom], width: size[1], height: size[0], isFlipped: lazy.flip === true };
}
