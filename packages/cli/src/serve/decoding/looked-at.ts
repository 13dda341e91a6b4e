import type { Frames, VideoInfo } from '@mma/video';
import type { SplitPipeline } from '../../inference/windows/split-pipeline.js';

/**
 * The part of a video's picture that a picture for the model shows, as shares of width and height. `right` is less than `left` where it is
 * mirrored.
 */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Which part of the video the pictures of a window show, after whatever a pipeline resizes, crops and mirrors: it is given one picture
 * whose red tells the place across and whose green the place down, and what comes out is read. Exact to 1/255 or so.
 */
export async function lookedAt(pipeline: SplitPipeline, info: VideoInfo): Promise<Box[]> {
  const { width, height } = info;
  const chart = placeChart(width, height);
  const source = {
    info,
    read: async (numbers: ArrayLike<number>): Promise<Frames> => {
      const data = new Uint8Array(numbers.length * chart.length);
      for (let at = 0; at < numbers.length; at += 1) data.set(chart, at * chart.length);
      return { data, shape: [numbers.length, height, width, 3] };
    },
    keyFrameBefore: (number: number) => number,
    close: async () => {},
  };
  const results = await pipeline.sample(source, { first: 0, frames: info.numFrames });
  const { inputs } = await pipeline.finish(results);
  const [rows, columns, channels] = inputs.shape.slice(-3) as [number, number, number];
  const size = rows * columns * channels;
  const place = (picture: number, at: { row?: number; column?: number; channel: number }) =>
    Number(inputs.data[picture * size + ((at.row ?? 0) * columns + (at.column ?? 0)) * channels + at.channel]) / 255;
  return Array.from({ length: inputs.data.length / size }, (_, picture) => {
    const [left, right] = edges(
      place(picture, { channel: 0 }),
      place(picture, { column: columns - 1, channel: 0 }),
      columns,
    );
    const [top, bottom] = edges(place(picture, { channel: 1 }), place(picture, { row: rows - 1, channel: 1 }), rows);
    return { left, top, right, bottom };
  });
}

function placeChart(width: number, height: number): Uint8Array {
  const chart = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      chart[(y * width + x) * 3] = Math.round((255 * (x + 0.5)) / width);
      chart[(y * width + x) * 3 + 1] = Math.round((255 * (y + 0.5)) / height);
    }
  }
  return chart;
}

/** From the middles of the outermost pixels to the picture's edges. */
function edges(first: number, last: number, pixels: number): [number, number] {
  const half = pixels > 1 ? (last - first) / (pixels - 1) / 2 : 0.5;
  return [first - half, last + half];
}
