import { createCanvas } from '@napi-rs/canvas';
import type { Overlay } from '../draw/overlay.js';
import type { TimelineSegment } from './segments.js';

export interface StripOptions {
  /** Of the pictures it will lie on, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the video, in seconds. */
  readonly duration: number;
  /** By label, as CSS. */
  readonly colours: ReadonlyMap<string, string>;
}

/** Height of the strip on pictures of this height, in pixels. */
export function stripHeight(height: number): number {
  return Math.min(Math.max(8, Math.round(height / 24)), height);
}

/** Draws the segments of a whole video as a strip along the lower edge, and gives it with a mark at any time. */
export function drawStrip(segments: readonly TimelineSegment[], options: StripOptions): (time: number) => Overlay {
  const { width, duration, colours } = options;
  const height = stripHeight(options.height);
  const context = createCanvas(width, height).getContext('2d');
  const x = (time: number): number => (duration > 0 ? (Math.min(time / duration, 1) * width) | 0 : 0);
  context.fillStyle = 'rgba(12, 16, 24, 0.72)';
  context.fillRect(0, 0, width, height);
  for (const { start, end, label } of segments) {
    context.fillStyle = colours.get(label)!;
    context.fillRect(x(start), 2, Math.max(1, x(end) - x(start)), height - 2);
  }
  const plain = context.getImageData(0, 0, width, height).data;
  const mark = Math.max(2, Math.round(options.height / 120));
  return (time) => {
    const rgba = plain.slice();
    const left = Math.min(Math.max(0, x(time) - (mark >> 1)), width - Math.min(mark, width));
    for (let row = 0; row < height; row++) rgba.fill(255, (row * width + left) * 4, (row * width + left + mark) * 4);
    return { x: 0, y: options.height - height, width, height, rgba };
  };
}
