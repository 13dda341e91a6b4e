import { createCanvas } from '@napi-rs/canvas';
import { font } from './fonts.js';

/** Width of a line of text in pixels. */
export function textWidth(text: string, size: number): number {
  const context = createCanvas(1, 1).getContext('2d');
  context.font = font(size, text);
  return context.measureText(text).width;
}

/** The text, or as much of its beginning as fits into a width with "…" behind it. */
export function fitText(text: string, { width, size }: { width: number; size: number }): string {
  const context = createCanvas(1, 1).getContext('2d');
  context.font = font(size, text);
  if (context.measureText(text).width <= width) return text;
  const characters = [...text];
  while (characters.length > 0) {
    characters.pop();
    const shown = `${characters.join('').trimEnd()}…`;
    if (context.measureText(shown).width <= width) return shown;
  }
  return '…';
}
