import type { SKRSContext2D } from '@napi-rs/canvas';
import { writeFitting } from '../draw/write-fitting.js';
import { drawTitles } from './draw-titles.js';
import { SHEET_COLOURS } from './sheet-colours.js';
import { type Box, type Cell, pictureAt, type SheetLayout, TEXT } from './sheet-layout.js';
import { SheetPixels } from './sheet-pixels.js';
import type { Stage } from './stage.js';

/** What stands above all pictures. */
export interface SheetHeading {
  readonly file: string;
  /** Names of the classes, or their numbers. */
  readonly label: string;
}

/** Draws the pictures of one moment after the other into the same memory: what it returns is good until the next one. */
export class SheetPainter {
  readonly #layout: SheetLayout;
  readonly #sheet: SheetPixels;

  constructor(layout: SheetLayout, { label, file }: SheetHeading) {
    this.#layout = layout;
    this.#sheet = new SheetPixels({ rgba: drawTitles(layout), width: layout.width });
    const { header } = layout;
    const line = { ...header, height: TEXT.line };
    this.#write(line, label, { colour: SHEET_COLOURS.title, size: TEXT.title + 2 });
    this.#write({ ...line, y: header.y + TEXT.line }, file, { colour: SHEET_COLOURS.note, size: TEXT.note });
  }

  /** @returns [height, width, 4] */
  draw(moment: number): Uint8Array {
    for (const cell of this.#layout.cells) {
      const pictures = cell.tiles.map((_, tile) =>
        pictureAt(cell.stage, { moment, tile, moments: this.#layout.moments }),
      );
      for (const [tile, box] of cell.tiles.entries()) this.#drawPicture(cell.stage, pictures[tile]!, box);
      this.#drawNote(cell, { moment, pictures });
    }
    return this.#sheet.rgba;
  }

  #drawPicture(stage: Stage, picture: number, box: Box): void {
    const { width, height, lazy } = stage;
    if (lazy === undefined && box.width === width && box.height === height) {
      this.#sheet.put(stage, picture, box);
      return;
    }
    const canvas = this.#sheet.toCanvas(stage, picture);
    const [left, top, right, bottom] = lazy?.box ?? [0, 0, width, height];
    this.#sheet.draw(box, (context) => {
      context.save();
      context.imageSmoothingQuality = 'high';
      if (lazy?.isFlipped) context.transform(-1, 0, 0, 1, box.width, 0);
      context.drawImage(canvas, left, top, right - left, bottom - top, 0, 0, box.width, box.height);
      context.restore();
    });
  }

  #drawNote({ stage, box, tiles }: Cell, shown: { moment: number; pictures: readonly number[] }): void {
    const place = `${shown.moment + 1} of ${this.#layout.moments}`;
    const frames = framesOf(stage, shown);
    const parts = [
      `${stage.lazy?.width ?? stage.width} × ${stage.lazy?.height ?? stage.height}`,
      frames.length === 0 ? place : `frame${frames.length > 1 ? 's' : ''} ${frames.join(', ')} (${place})`,
      stage.lazy && 'put off until Fuse',
      stage.isUnchanged && 'unchanged',
      stage.note,
    ];
    const y = Math.max(...tiles.map((tile) => tile.y + tile.height));
    const text = parts.filter(Boolean).join(' · ');
    this.#write({ ...box, y, height: TEXT.line }, text, { colour: SHEET_COLOURS.note, size: TEXT.note });
  }

  #write(box: Box, text: string, { colour, size }: { colour: string; size: number }): void {
    const { width, height } = box;
    this.#sheet.draw(box, (context: SKRSContext2D) => {
      context.fillStyle = SHEET_COLOURS.back;
      context.fillRect(0, 0, width, height);
      context.fillStyle = colour;
      context.textBaseline = 'middle';
      writeFitting(context, text, { x: 0, y: height / 2, width, size });
    });
  }
}

/** Numbers of the frames that are shown at a moment: of each picture where each has its own, else of the moment. */
function framesOf(
  { frameIndices, count }: Stage,
  { moment, pictures }: { moment: number; pictures: readonly number[] },
): number[] {
  const places = frameIndices.length === count ? pictures : [moment];
  return places.flatMap((place) => frameIndices[place] ?? []);
}
