import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { writeFitting } from '../draw/write-fitting.js';
import type { RecordedClip } from './record-clip.js';
import { type Cell, pictureAt, type SheetLayout, TEXT } from './sheet-layout.js';
import type { Stage } from './stage.js';

const COLOURS = { back: '#14181f', title: '#ffffff', note: '#a9b6c6', place: '#23303f' } as const;

/** What stands above all pictures. */
export interface SheetHeading {
  readonly file: string;
  /** Names of the classes, or their numbers. */
  readonly label: string;
}

/** Draws the pictures of one moment after the other onto the same canvas: the RGBA pixels are good until the next one. */
export class SheetPainter {
  readonly #layout: SheetLayout;
  readonly #clip: RecordedClip;
  readonly #canvas: Canvas;
  readonly #context: SKRSContext2D;
  readonly #background: Canvas;

  constructor(layout: SheetLayout, clip: RecordedClip, heading: SheetHeading) {
    this.#layout = layout;
    this.#clip = clip;
    this.#canvas = createCanvas(layout.width, layout.height);
    this.#context = this.#canvas.getContext('2d');
    this.#background = drawBackground(layout, heading);
  }

  /** @returns [height, width, 4] */
  draw(moment: number): Uint8ClampedArray {
    const { width, height } = this.#layout;
    this.paint(moment);
    return this.#context.getImageData(0, 0, width, height).data;
  }

  paint(moment: number): Canvas {
    this.#context.drawImage(this.#background, 0, 0);
    let former: readonly Canvas[] = [];
    for (const cell of this.#layout.cells) {
      former = this.#drawPictures(cell, { moment, former });
      this.#drawNote(cell, moment);
    }
    return this.#canvas;
  }

  /** @param at the moment, and the pictures of the cell before, which an unchanged stage has, too */
  #drawPictures({ stage, tiles }: Cell, at: { moment: number; former: readonly Canvas[] }): readonly Canvas[] {
    const { moments } = this.#layout;
    const pictures =
      stage.isUnchanged && at.former.length === tiles.length
        ? at.former
        : tiles.map((_, tile) => toCanvas(stage, pictureAt(stage, { moment: at.moment, tile, moments })));
    for (const [tile, box] of tiles.entries()) {
      const picture = pictures[tile]!;
      const [left, top, right, bottom] = stage.lazy?.box ?? [0, 0, stage.width, stage.height];
      this.#context.save();
      this.#context.imageSmoothingQuality = 'high';
      this.#context.translate(box.x, box.y);
      if (stage.lazy?.isFlipped) this.#context.transform(-1, 0, 0, 1, box.width, 0);
      this.#context.drawImage(picture, left, top, right - left, bottom - top, 0, 0, box.width, box.height);
      this.#context.restore();
    }
    return pictures;
  }

  #drawNote(cell: Cell, moment: number): void {
    const { stage, box } = cell;
    const frame = this.#clip.frameIndices[moment];
    const { moments } = this.#layout;
    const parts = [
      `${stage.lazy?.width ?? stage.width} × ${stage.lazy?.height ?? stage.height}`,
      frame === undefined ? `${moment + 1} of ${moments}` : `frame ${frame} (${moment + 1} of ${moments})`,
      stage.lazy && 'put off until Fuse',
      stage.isUnchanged && 'unchanged',
      stage.note,
    ];
    const bottom = Math.max(...cell.tiles.map(({ y, height }) => y + height));
    this.#context.fillStyle = COLOURS.note;
    this.#context.textBaseline = 'middle';
    writeFitting(this.#context, parts.filter(Boolean).join(' · '), {
      x: box.x,
      y: bottom + TEXT.line / 2,
      width: box.width,
      size: TEXT.note,
    });
  }
}

function drawBackground({ width, height, header, cells }: SheetLayout, { file, label }: SheetHeading): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = COLOURS.back;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  const line = { x: header.x, width: header.width };
  context.fillStyle = COLOURS.title;
  writeFitting(context, label, { ...line, y: header.y + TEXT.line / 2, size: TEXT.title + 2 });
  context.fillStyle = COLOURS.note;
  writeFitting(context, file, { ...line, y: header.y + TEXT.line * 1.5, size: TEXT.note });
  for (const { title, box, tiles } of cells) {
    context.fillStyle = COLOURS.title;
    writeFitting(context, title, { x: box.x, y: box.y + TEXT.line / 2, width: box.width, size: TEXT.title });
    context.fillStyle = COLOURS.place;
    for (const tile of tiles) context.fillRect(tile.x, tile.y, tile.width, tile.height);
  }
  return canvas;
}

function toCanvas({ data, width, height }: Stage, picture: number): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  const pixels = width * height;
  let from = picture * pixels * 3;
  for (let to = 0; to < pixels * 4; to += 4, from += 3) {
    image.data[to] = data[from]!;
    image.data[to + 1] = data[from + 1]!;
    image.data[to + 2] = data[from + 2]!;
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
