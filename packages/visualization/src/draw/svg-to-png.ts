import { createCanvas, loadImage } from '@napi-rs/canvas';
import { font } from './fonts.js';

/** Pixels of a PNG for each unit of the drawing: sharp on screens of any kind. */
const PIXELS = 2;

/** Draws an SVG picture as PNG, with the fonts that come along. */
export async function svgToPng(svg: string): Promise<Buffer> {
  font(12); // registers the fonts
  const picture = await loadImage(Buffer.from(svg));
  const [width, height] = [Math.round(picture.width * PIXELS), Math.round(picture.height * PIXELS)];
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').drawImage(picture, 0, 0, width, height);
  return canvas.toBuffer('image/png');
}
