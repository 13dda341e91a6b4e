import { createCanvas } from '@napi-rs/canvas';
import { writeFitting } from '../draw/write-fitting.js';
import { SHEET_COLOURS } from './sheet-colours.js';
import { type SheetLayout, TEXT } from './sheet-layout.js';

/** Clips differ in few ways: upright or not, with a flip or without. */
const MOST_KEPT = 8;

const kept = new Map<string, Uint8Array>();

/**
 * What the sheets of many clips have in common: the names above the pictures.
 *
 * @returns [height, width, 4], not to be written to
 */
export function drawTitles(layout: SheetLayout): Uint8Array {
  const { width, height, cells } = layout;
  const key = JSON.stringify([width, height, cells.map(({ title, box: { x, y } }) => [title, x, y])]);
  const rgba = kept.get(key) ?? draw(layout);
  kept.delete(key);
  kept.set(key, rgba);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return rgba;
}

function draw({ width, height, cells }: SheetLayout): Uint8Array {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = SHEET_COLOURS.back;
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  context.fillStyle = SHEET_COLOURS.title;
  for (const { title, box } of cells) {
    writeFitting(context, title, { x: box.x, y: box.y + TEXT.line / 2, width: box.width, size: TEXT.title });
  }
  return canvas.data();
}
