import { VisualizationError } from '../errors.js';

/** A picture in memory: RGB, [height, width, 3]. */
export interface RgbPicture {
  readonly data: Uint8Array;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** A drawing to be laid over pictures at a place that lies within them. */
export interface Overlay {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], alpha not multiplied in. */
  readonly rgba: Uint8ClampedArray;
}

/** Lays a drawing over a picture, in place; what lies outside of the drawing is not touched. */
export function layOver(picture: RgbPicture, overlay: Overlay): void {
  const { data, width, height } = picture;
  if (data.length !== width * height * 3) {
    throw new VisualizationError(
      'MMA_VISUALIZATION_FRAME',
      `A frame has ${data.length} bytes; ${width} × ${height} RGB needs ${width * height * 3}.`,
    );
  }
  let from = 0;
  for (let y = 0; y < overlay.height; y++) {
    let to = ((overlay.y + y) * width + overlay.x) * 3;
    for (let x = 0; x < overlay.width; x++) {
      const alpha = overlay.rgba[from + 3]!;
      for (let channel = 0; channel < 3; channel++) {
        const below = data[to + channel]!;
        data[to + channel] = below + Math.round(((overlay.rgba[from + channel]! - below) * alpha) / 255);
      }
      from += 4;
      to += 3;
    }
  }
}
