import type { SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.js';

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  /** Room for the text, in pixels. */
  readonly width: number;
  /** Of the letters, in pixels, where there is room. */
  readonly size: number;
}

/** Writes a line that stays within a width: first set smaller, down to two thirds, then with its end replaced by "…". */
export function writeFitting(context: SKRSContext2D, text: string, place: TextPlace): void {
  context.font = font(place.size, text);
  const { width } = context.measureText(text);
  if (width <= place.width) {
    context.fillText(text, place.x, place.y);
    return;
  }
  const shrink = Math.max(place.width / width, 2 / 3);
  context.font = font(Math.max(8, Math.floor(place.size * shrink)));
  let shown = text;
  const characters = [...text];
  while (characters.length > 0 && context.measureText(shown).width > place.width) {
    characters.pop();
    shown = `${characters.join('').trimEnd()}…`;
  }
  context.fillText(shown, place.x, place.y);
}
