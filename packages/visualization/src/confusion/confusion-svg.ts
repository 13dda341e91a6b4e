import { escapeMarkup } from '../draw/escape-markup.js';
import { fitText, textWidth } from '../draw/fit-text.js';

/** A confusion matrix with the names of its classes. */
export interface ConfusionPicture {
  /** Class names, in the order of rows and columns. */
  readonly names: readonly string[];
  /** Counts, or shares in [0, 1]: `values[true][predicted]`. */
  readonly values: readonly (readonly number[])[];
  readonly title: string;
  /** Whether the values are shares: written as percentages. */
  readonly isShare?: boolean;
  /** Write each value that is not zero into its cell. */
  readonly includeValues?: boolean;
}

const TEXT = 12;
const SMALL = 10;
const GAP = 8;
const MOST_LABEL = 220;
const FAMILY = "'MMA Latin', 'MMA Latin Extended', 'MMA Cyrillic', 'MMA Greek', 'Noto Sans', sans-serif";
/** From no sample to the most samples. */
const LIGHT = [247, 250, 253] as const;
const DARK = [12, 74, 140] as const;

/** Draws a confusion matrix as SVG: rows are true classes, columns predicted ones; each cell says what it is when pointed at. */
export function confusionSvg(picture: ConfusionPicture): string {
  const { names, values, title } = picture;
  const most = largest(values.flat());
  const cell = cellSize(picture, most);
  const labels = names.map((name) => fitText(name, { width: MOST_LABEL, size: TEXT }));
  const room = Math.max(...labels.map((label) => textWidth(label, TEXT)), 40);
  const side = cell * names.length;
  const left = GAP + TEXT + GAP + room + GAP;
  const top = GAP + 20 + GAP;
  const bottom = top + side + GAP + room + GAP;
  const needed = Math.max(left + side + GAP, GAP + textWidth(title, 15) + GAP, left + 160);
  const [width, height] = [Math.ceil(needed), Math.ceil(bottom + TEXT + GAP + 30)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FAMILY}" font-size="${TEXT}" fill="#1c2733">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(title, { x: GAP, y: GAP + 15, more: 'font-size="15"' }),
    ...cells(picture, { left, top, cell, most }),
    ...labels.flatMap((label, i) => {
      const middle = (i + 0.5) * cell + TEXT * 0.35;
      return [
        text(label, { x: left - GAP, y: top + middle, more: 'text-anchor="end"' }),
        text(label, {
          x: 0,
          y: 0,
          more: `text-anchor="end" transform="translate(${left + middle} ${top + side + GAP}) rotate(-90)"`,
        }),
      ];
    }),
    text('true', {
      x: 0,
      y: 0,
      more: `fill="#5b6b7c" text-anchor="middle" transform="translate(${GAP + TEXT} ${top + side / 2}) rotate(-90)"`,
    }),
    text('predicted', { x: left + side / 2, y: bottom + TEXT * 0.6, more: 'fill="#5b6b7c" text-anchor="middle"' }),
    ...legend({ x: left, y: height - 22, most: written(most, picture) }),
    '</svg>',
  ].join('\n');
}

function cellSize({ names, values, includeValues = false, isShare = false }: ConfusionPicture, most: number): number {
  const plain = names.length <= 12 ? 36 : names.length <= 30 ? 24 : 15;
  if (!includeValues) return plain;
  const texts = [...new Set(values.flat())].map((value) => written(Math.min(value, most), { isShare }));
  return Math.max(plain, Math.ceil(largest(texts.map((each) => textWidth(each, SMALL)))) + 6);
}

function cells(picture: ConfusionPicture, at: { left: number; top: number; cell: number; most: number }): string[] {
  const { names, values, includeValues = false } = picture;
  return values.flatMap((row, truth) =>
    row.flatMap((value, predicted) => {
      const share = at.most === 0 ? 0 : value / at.most;
      const [x, y] = [at.left + predicted * at.cell, at.top + truth * at.cell];
      const hint = `${names[truth]} → ${names[predicted]}: ${written(value, picture)}`;
      const box = `<rect x="${x}" y="${y}" width="${at.cell}" height="${at.cell}" fill="${colour(share)}" stroke="${truth === predicted ? '#8796a6' : '#dfe5eb'}"><title>${escapeMarkup(hint)}</title></rect>`;
      if (!includeValues || value === 0) return [box];
      const ink = share > 0.5 ? '#ffffff' : '#1c2733';
      const place = { x: x + at.cell / 2, y: y + at.cell / 2 + SMALL * 0.35 };
      const more = `font-size="${SMALL}" text-anchor="middle" fill="${ink}" pointer-events="none"`;
      return [box, text(written(value, picture), { ...place, more })];
    }),
  );
}

function legend({ x, y, most }: { x: number; y: number; most: string }): string[] {
  const steps = 32;
  const step = 3;
  const bar = Array.from(
    { length: steps },
    (_, i) =>
      `<rect x="${x + 14 + i * step}" y="${y}" width="${step + 0.5}" height="10" fill="${colour(i / (steps - 1))}"/>`,
  );
  const more = `font-size="${SMALL}"`;
  return [...bar, text('0', { x, y: y + 9, more }), text(most, { x: x + 20 + steps * step, y: y + 9, more })];
}

/** Not `Math.max(...)`: a matrix of 400 classes has more values than a call may have arguments. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function written(value: number, { isShare = false }: { isShare?: boolean }): string {
  return isShare ? `${Number((value * 100).toFixed(1))}%` : String(value);
}

/** A little steeper at its beginning: single mistakes have to be seen beside hundreds of hits. */
function colour(share: number): string {
  const weight = share ** 0.7;
  return `rgb(${LIGHT.map((light, i) => Math.round(light + (DARK[i]! - light) * weight)).join(',')})`;
}

function text(line: string, { x, y, more }: { x: number; y: number; more: string }): string {
  return `<text x="${x}" y="${y}" ${more}>${escapeMarkup(line)}</text>`;
}
