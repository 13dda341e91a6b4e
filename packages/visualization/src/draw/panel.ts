import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.js';
import type { Overlay } from './overlay.js';
import { type Prediction, type Row, toRows } from './scores.js';
import { writeFitting } from './write-fitting.js';

export interface PanelOptions {
  /** The size of the pictures it will lie on, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Written above the rows, once. */
  readonly title?: string;
  /** Of the best row's bar, as CSS. */
  readonly bestColour?: string | undefined;
}

const COLOURS = {
  panel: 'rgba(12, 16, 24, 0.72)',
  track: 'rgba(255, 255, 255, 0.12)',
  best: '#1f7ae0',
  other: '#4c6480',
  title: '#c9d4e3',
  text: '#ffffff',
} as const;

/**
 * Draws predictions as a panel for the lower left corner: a row each, its bar behind the name, the score at the end. Names
 * that do not fit are set smaller, then shortened; rows that would cover more than about 60 % of the picture's height are left out.
 * Undefined where there is nothing to draw.
 */
export function drawPanel(predictions: readonly Prediction[], options: PanelOptions): Overlay | undefined {
  const { width: pictureWidth, height: pictureHeight, title, bestColour = COLOURS.best } = options;
  const size = clamp(Math.round(Math.min(pictureWidth, pictureHeight) / 20), 9, 48);
  const margin = Math.min(Math.round(size * 0.6), pictureWidth >> 3, pictureHeight >> 3);
  const rowHeight = Math.round(size * 1.4);
  const gap = Math.max(2, Math.round(size / 6));

  const room = Math.floor((pictureHeight * 0.6 - gap) / (rowHeight + gap));
  const rows = toRows(predictions).slice(0, Math.max(1, room - (title ? 1 : 0)));
  if (rows.length === 0 && !title) return undefined;

  const context = createCanvas(1, 1).getContext('2d');
  context.font = font(size, [title, ...rows.map(({ label }) => label)].join(''));
  const texts = rows.map(({ label, value }) => context.measureText(`${label}  ${value}`).width);
  const needed = Math.max(...texts, title ? context.measureText(title).width : 0) + 2 * size;
  const most = pictureWidth - 2 * margin;
  const width = Math.round(clamp(needed, Math.min(most, pictureWidth * 0.5), most));
  const lines = rows.length + (title ? 1 : 0);
  const height = Math.min(lines * (rowHeight + gap) + gap, pictureHeight);

  const rgba = paint({ rows, title, width, height, size, rowHeight, gap, bestColour });
  return { x: margin, y: Math.max(0, pictureHeight - margin - height), width, height, rgba };
}

interface Layout {
  readonly rows: readonly Row[];
  readonly title: string | undefined;
  readonly width: number;
  readonly height: number;
  /** Of the text, in pixels. */
  readonly size: number;
  readonly rowHeight: number;
  readonly gap: number;
  readonly bestColour: string;
}

function paint(layout: Layout): Uint8ClampedArray {
  const { rows, title, width, height, size, rowHeight, gap } = layout;
  const context = createCanvas(width, height).getContext('2d');
  fillRounded(context, { x: 0, y: 0, width, height, radius: gap * 1.5 }, COLOURS.panel);
  context.textBaseline = 'middle';
  let y = gap;
  if (title) {
    context.fillStyle = COLOURS.title;
    writeFitting(context, title, { x: gap + size / 2, y: textMiddle(y, layout), width: width - 2 * gap - size, size });
    y += rowHeight + gap;
  }
  for (const [place, row] of rows.entries()) {
    paintRow(context, row, { layout, y, colour: place === 0 ? layout.bestColour : COLOURS.other });
    y += rowHeight + gap;
  }
  return context.getImageData(0, 0, width, height).data;
}

function paintRow(context: SKRSContext2D, row: Row, at: { layout: Layout; y: number; colour: string }): void {
  const { width, size, rowHeight, gap } = at.layout;
  const track = { x: gap, y: at.y, width: width - 2 * gap, height: rowHeight, radius: gap };
  fillRounded(context, track, COLOURS.track);
  const bar = Math.round(track.width * clamp(row.share, 0, 1));
  if (bar > 0) fillRounded(context, { ...track, width: bar, radius: Math.min(gap, bar / 2) }, at.colour);

  const padding = size / 2;
  const middle = textMiddle(at.y, at.layout);
  context.fillStyle = COLOURS.text;
  context.font = font(size);
  const valueWidth = context.measureText(row.value).width;
  context.fillText(row.value, track.x + track.width - padding - valueWidth, middle);
  const labelWidth = track.width - 3 * padding - valueWidth;
  writeFitting(context, row.label, { x: track.x + padding, y: middle, width: labelWidth, size });
}

/** Where the middle of a row's text goes: a little low, because few letters reach below the line. */
function textMiddle(top: number, { rowHeight, size }: Layout): number {
  return top + rowHeight / 2 + size / 16;
}

function fillRounded(
  context: SKRSContext2D,
  box: { x: number; y: number; width: number; height: number; radius: number },
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, box.radius);
  context.fill();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
