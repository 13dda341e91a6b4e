import type { Frames } from '../frames.js';
import { type ResizePlan, resizeEach, sourceSize } from './plan.js';

/** Takes the pixel at ⌊position · scale⌋, as OpenCV's `INTER_NEAREST`. Parameters as `resizeFrames`. */
export function resizeNearest(frames: Frames, plan: ResizePlan): Uint8Array {
  const channels = frames.shape[3];
  const [width, height] = sourceSize(plan);
  const [left, top, right, bottom] = plan.window;
  const columns = nearest(width, plan.size[0], [left, right]).map((x) => x * channels);
  const rows = nearest(height, plan.size[1], [top, bottom]);
  return resizeEach(frames, plan, ({ data, start, rowBytes }, output) => {
    let out = 0;
    for (const y of rows) {
      const row = start + y * rowBytes;
      for (const x of columns) for (let c = 0; c < channels; c++) output[out++] = data[row + x + c]!;
    }
  });
}

function nearest(source: number, target: number, [from, to]: readonly [number, number]): Int32Array {
  const scale = 1 / (target / source);
  return Int32Array.from({ length: to - from }, (_, i) => Math.min(Math.floor((from + i) * scale), source - 1));
}
