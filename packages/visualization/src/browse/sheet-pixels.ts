import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Box } from './sheet-layout.js';

/** RGB pictures in a row: [count, height, width, 3]. */
export interface Pictures {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A sheet's RGBA pixels, on which pictures are laid directly: through a canvas each of them would be copied four times, and be in the
 * canvas's way when all of it is read.
 */
export class SheetPixels {
  /** [height, width, 4] */
  readonly rgba: Uint8Array;
  readonly #width: number;
  readonly #scratches = new Map<string, SKRSContext2D>();

  /** @param background of the sheet's size; its pixels are copied */
  constructor({ rgba, width }: { rgba: Uint8Array; width: number }) {
    this.rgba = rgba.slice();
    this.#width = width;
  }

  /** Lays a picture as it is. */
  put({ data, width, height }: Pictures, picture: number, { x, y }: Pick<Box, 'x' | 'y'>): void {
    let from = picture * width * height * 3;
    for (let row = 0; row < height; row++) {
      let to = ((y + row) * this.#width + x) * 4;
      for (const end = to + width * 4; to < end; to += 4, from += 3) {
        this.rgba[to] = data[from]!;
        this.rgba[to + 1] = data[from + 1]!;
        this.rgba[to + 2] = data[from + 2]!;
      }
    }
  }

  /** Lays what `draw` draws on a canvas of the box's size, which holds what it held before. */
  draw({ x, y, width, height }: Box, draw: (context: SKRSContext2D) => void): void {
    const context = this.#scratch(width, height);
    draw(context);
    const { data } = context.getImageData(0, 0, width, height);
    for (let row = 0; row < height; row++) {
      this.rgba.set(data.subarray(row * width * 4, (row + 1) * width * 4), ((y + row) * this.#width + x) * 4);
    }
  }

  /** A picture on a canvas of its own size: good until the next one of that size. */
  toCanvas({ data, width, height }: Pictures, picture: number): Canvas {
    const context = this.#scratch(width, height, 'picture');
    const image = context.createImageData(width, height);
    let from = picture * width * height * 3;
    for (let to = 0; to < image.data.length; to += 4, from += 3) {
      image.data[to] = data[from]!;
      image.data[to + 1] = data[from + 1]!;
      image.data[to + 2] = data[from + 2]!;
      image.data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return context.canvas as Canvas;
  }

  #scratch(width: number, height: number, use = 'box'): SKRSContext2D {
    const key = `${use} ${width} ${height}`;
    const context = this.#scratches.get(key) ?? createCanvas(width, height).getContext('2d');
    this.#scratches.set(key, context);
    return context;
  }
}
