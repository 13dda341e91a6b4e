import { allocateFrames, type Frames } from '../frames.js';

export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric';

/**
 * Adds pixels at the borders of every frame: of one colour, or a repetition of the border, or a mirror image (`reflect`
 * without the border itself, `symmetric` with it).
 *
 * @param padding left, top, right, bottom
 */
export function padFrames(
  frames: Frames,
  padding: readonly [number, number, number, number],
  { mode = 'constant', fill = 0 }: { mode?: PaddingMode; fill?: number | readonly number[] } = {},
): Frames {
  const [count, height, width, channels] = frames.shape;
  const [left, top, right, bottom] = padding;
  if (left + top + right + bottom === 0) return frames;
  const columns = Array.from({ length: left + width + right }, (_, x) => sourceOf(x - left, width, mode));
  const rows = Array.from({ length: top + height + bottom }, (_, y) => sourceOf(y - top, height, mode));
  const output = allocateFrames([count, rows.length, columns.length, channels]);
  const colour = Array.from({ length: channels }, (_, c) => (typeof fill === 'number' ? fill : (fill[c] ?? fill[0]!)));
  let out = 0;
  for (let t = 0; t < count; t++) {
    for (const y of rows) {
      for (const x of columns) {
        const from = ((t * height + y) * width + x) * channels;
        for (let c = 0; c < channels; c++) output.data[out++] = x < 0 || y < 0 ? colour[c]! : frames.data[from + c]!;
      }
    }
  }
  return output;
}

/** The position whose pixel stands at `position`; −1 for the fill. */
function sourceOf(position: number, length: number, mode: PaddingMode): number {
  if (position >= 0 && position < length) return position;
  if (mode === 'constant') return -1;
  if (mode === 'edge') return position < 0 ? 0 : length - 1;
  const period = mode === 'reflect' ? Math.max(2 * (length - 1), 1) : 2 * length;
  const within = ((position % period) + period) % period;
  if (within < length) return within;
  return mode === 'reflect' ? period - within : period - 1 - within;
}
