import type { NdArray } from '@mma/engine';
import { createCanvas, ImageData } from '@napi-rs/canvas';
import { VisualizationError } from '../errors.js';

/**
 * A picture as PNG.
 * @param image uint8 RGB, [H, W, 3]
 */
export function encodePng(image: NdArray): { width: number; height: number; png: Buffer } {
  const [height = 0, width = 0, channels] = image.shape;
  if (image.shape.length !== 3 || channels !== 3 || !(image.data instanceof Uint8Array)) {
    throw new VisualizationError(
      'MMA_VISUALIZATION_PICTURE',
      `a picture is uint8 of shape [H, W, 3], not ${image.data.constructor.name} of [${image.shape.join(', ')}]`,
    );
  }
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(image.data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    rgba[pixel * 4 + 3] = 255;
  }
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(rgba, width, height), 0, 0);
  return { width, height, png: canvas.toBuffer('image/png') };
}
