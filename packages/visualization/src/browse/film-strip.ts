import { createCanvas, ImageData } from '@napi-rs/canvas';
import type { SheetPainter } from './draw-sheet.js';
import type { SheetLayout } from './sheet-layout.js';

/** Moments that one picture shows. */
const MOST = 8;

/** A clip as one picture for those who do not want a film: its sheets at up to eight moments, evenly spread, one below the other. */
export function filmStrip(painter: SheetPainter, { width, height, moments }: SheetLayout): Buffer {
  const shown = Math.min(moments, MOST);
  const canvas = createCanvas(width, height * shown);
  const context = canvas.getContext('2d');
  for (let at = 0; at < shown; at++) {
    const moment = shown === 1 ? 0 : Math.round((at * (moments - 1)) / (shown - 1));
    const pixels = painter.draw(moment);
    const clamped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    context.putImageData(new ImageData(clamped, width, height), 0, at * height);
  }
  return canvas.toBuffer('image/png');
}
