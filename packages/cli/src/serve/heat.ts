import type { NdArray } from '@mma/engine';
import type { Box } from './decoding/looked-at.js';

/** Cells over the whole picture of a video. */
export interface Grid {
  columns: number;
  rows: number;
}

/** Cells along the longer side. */
const FINENESS = 32;

export function gridOf({ width, height }: { width: number; height: number }): Grid {
  const cell = Math.max(width, height) / FINENESS;
  return { columns: Math.max(1, Math.round(width / cell)), rows: Math.max(1, Math.round(height / cell)) };
}

/**
 * Brings the maps of a window's pictures together: in each cell the mean of those that show it.
 *
 * @param maps [pictures, h, w]
 * @param boxes what each picture shows
 * @returns rows of cells; NaN where no picture shows anything
 */
export function heatOf({ data, shape }: NdArray<Float32Array>, boxes: readonly Box[], grid: Grid): Float32Array {
  const [, height, width] = shape as [number, number, number];
  const heat = new Float32Array(grid.rows * grid.columns);
  for (let cell = 0; cell < heat.length; cell += 1) {
    const x = ((cell % grid.columns) + 0.5) / grid.columns;
    const y = (Math.floor(cell / grid.columns) + 0.5) / grid.rows;
    let [sum, count] = [0, 0];
    for (const [picture, { left, top, right, bottom }] of boxes.entries()) {
      const across = (x - left) / (right - left);
      const down = (y - top) / (bottom - top);
      if (across < 0 || across > 1 || down < 0 || down > 1) continue;
      const map = data.subarray(picture * height * width, (picture + 1) * height * width);
      sum += between(map, width, [across * width - 0.5, down * height - 0.5]);
      count += 1;
    }
    heat[cell] = sum / count;
  }
  return heat;
}

/** A map's value at a place between the middles of its cells; beyond the outermost of them as there. */
function between(map: Float32Array, width: number, [x, y]: readonly [number, number]): number {
  const height = map.length / width;
  const [column, row] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  const [left, above] = [Math.floor(column), Math.floor(row)];
  const [right, below] = [Math.min(left + 1, width - 1), Math.min(above + 1, height - 1)];
  const [toRight, down] = [column - left, row - above];
  const along = (line: number) => map[line * width + left]! * (1 - toRight) + map[line * width + right]! * toRight;
  return along(above) * (1 - down) + along(below) * down;
}

/** Heats of a video's windows, to [0, 1] over all of them so that moments can be compared; null where the model does not look. */
export function normalised(heats: readonly Float32Array[]): (number | null)[][] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of heats.flatMap((heat) => Array.from(heat))) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high > low ? high - low : 1;
  return heats.map((heat) =>
    Array.from(heat, (value) => (Number.isNaN(value) ? null : Math.round(((value - low) / range) * 1000) / 1000)),
  );
}
