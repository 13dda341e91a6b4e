import type { NdArray, Results } from '@mma/engine';
import { DataError } from '../../errors.js';
import type { Box } from '../../image/crop.js';

/** Points and boxes are in pixels: keypoints `[persons, T, points, 2]`, boxes `[n, 4]` (left, top, right, bottom). */
type Coordinates = NdArray<Float32Array>;

/** Moves a sample's keypoints and boxes with a crop of its pictures; boxes are cut at the crop's border. */
export function cropGeometry(results: Results, [left, top, right, bottom]: Box): void {
  mapKey(results, 'keypoint', (value, axis) => value - (axis === 0 ? left : top));
  const last = [right - left - 1, bottom - top - 1] as const;
  mapBoxes(results, (value, axis) => Math.min(Math.max(value - (axis === 0 ? left : top), 0), last[axis]));
}

/** Scales a sample's keypoints and boxes with its pictures. */
export function scaleGeometry(results: Results, factor: readonly [x: number, y: number]): void {
  mapKey(results, 'keypoint', (value, axis) => value * factor[axis]);
  mapBoxes(results, (value, axis) => value * factor[axis]);
}

/** Mirrors a sample's boxes left to right. */
export function flipBoxes(results: Results, width: number): void {
  for (const key of ['gt_bboxes', 'proposals']) {
    const boxes = coordinates(results, key);
    if (boxes === undefined) continue;
    const data = boxes.data.slice();
    for (let i = 0; i < data.length; i += 4) {
      data[i] = width - boxes.data[i + 2]!;
      data[i + 2] = width - boxes.data[i]!;
    }
    results[key] = { data, shape: boxes.shape };
  }
}

/**
 * Mirrors a sample's keypoints left to right and exchanges those of the left with those of the right side, with their
 * scores. A point at x = 0 is one that was not found, and stays there.
 *
 * @param pairs numbers of a left and its right point
 */
export function flipKeypoints(results: Results, width: number, pairs: readonly (readonly [number, number])[]): void {
  const points = coordinates(results, 'keypoint');
  if (points === undefined) return;
  const data = points.data.map((value, i) => (i % 2 === 0 && value !== 0 ? width - value : value));
  results['keypoint'] = exchangePoints({ data, shape: points.shape }, pairs);
  const scores = coordinates(results, 'keypoint_score');
  if (scores !== undefined)
    results['keypoint_score'] = exchangePoints({ ...scores, shape: [...scores.shape, 1] }, pairs, scores.shape);
}

function exchangePoints(
  { data, shape }: Coordinates,
  pairs: readonly (readonly [number, number])[],
  shapeAfter = shape,
): Coordinates {
  const [points, size] = shape.slice(-2) as [number, number];
  const order = Array.from({ length: points }, (_, i) => i);
  for (const [left, right] of pairs) {
    order[left] = right;
    order[right] = left;
  }
  const exchanged = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const point = Math.floor(i / size) % points;
    exchanged[i] = data[i + (order[point]! - point) * size]!;
  }
  return { data: exchanged, shape: shapeAfter };
}

function mapBoxes(results: Results, change: (value: number, axis: 0 | 1) => number): void {
  mapKey(results, 'gt_bboxes', change);
  mapKey(results, 'proposals', change);
}

function mapKey(results: Results, key: string, change: (value: number, axis: 0 | 1) => number): void {
  const before = coordinates(results, key);
  if (before === undefined) return;
  results[key] = { data: before.data.map((value, i) => change(value, i % 2 === 0 ? 0 : 1)), shape: before.shape };
}

/** @throws DataError `MMA_DATA_COORDINATES` where the key does not hold pairs of coordinates */
function coordinates(results: Results, key: string): Coordinates | undefined {
  const found = results[key] as Coordinates | null | undefined;
  if (found === undefined || found === null) return undefined;
  const last = key === 'keypoint' ? 2 : key === 'keypoint_score' ? found.shape?.at(-1) : 4;
  if (found.data instanceof Float32Array && found.shape.at(-1) === last) return found;
  throw new DataError(
    'MMA_DATA_COORDINATES',
    `\`${key}\` is a float32 array whose last axis is ${last}, found [${found.shape?.join(', ')}]`,
    { hint: 'keypoints are [persons, T, points, 2], boxes [n, 4], both in pixels' },
  );
}
