import type { Panel, Point } from './chart.js';

/** Bits of a Braille character by column and row of its dots. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BLANK = 0x2800;

/** A panel in Braille characters for a terminal, `width` × `height` characters without the axis; lines of all series look alike. */
export function textChart({ yLabel, series, logarithmic = false }: Panel, { width = 72, height = 12 } = {}): string[] {
  const scale = logarithmic ? Math.log10 : (value: number): number => value;
  const points = series
    .map((one) => one.points.filter((point): point is Point & { y: number } => isDrawable(point, logarithmic)))
    .filter((line) => line.length > 0);
  if (points.length === 0) return [`${yLabel}: nothing to draw`];
  const all = points.flat();
  const [left, right] = extent(all.map(({ x }) => x));
  const [low, high] = extent(all.map(({ y }) => scale(y)));
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  const dot = (column: number, row: number): void => {
    cells[row >> 2]![column >> 1]! |= DOTS[column & 1]![row & 3]!;
  };
  const place = ({ x, y }: { x: number; y: number }): [number, number] => [
    Math.round(share(x, left, right) * (width * 2 - 1)),
    Math.round((1 - share(scale(y), low, high)) * (height * 4 - 1)),
  ];
  for (const line of points) {
    let former = place(line[0]!);
    for (const point of line) {
      const next = place(point);
      drawLine(former, next, dot);
      former = next;
    }
  }
  const ends = all.map(({ y }) => y);
  const labels = [figure(Math.max(...ends)), figure(Math.min(...ends))];
  const margin = Math.max(...labels.map((text) => text.length));
  const lines = cells.map((row, i) => {
    const label = i === 0 ? labels[0]! : i === height - 1 ? labels[1]! : '';
    return `${label.padStart(margin)} ┤${String.fromCodePoint(...Array.from(row, (bits) => BLANK + bits))}`;
  });
  const bottom = `${figure(left)}${figure(right).padStart(width - figure(left).length)}`;
  return [yLabel, ...lines, `${' '.repeat(margin)} └${'─'.repeat(width)}`, `${' '.repeat(margin + 2)}${bottom}`];
}

function isDrawable({ y }: Point, logarithmic: boolean): boolean {
  return y !== null && Number.isFinite(y) && (!logarithmic || y > 0);
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function share(value: number, low: number, high: number): number {
  return high === low ? 0.5 : (value - low) / (high - low);
}

/** Every dot on the way from one place to another. */
function drawLine([x0, y0]: [number, number], [x1, y1]: [number, number], dot: (x: number, y: number) => void): void {
  const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
  for (let step = 0; step <= steps; step++) {
    dot(Math.round(x0 + ((x1 - x0) * step) / steps), Math.round(y0 + ((y1 - y0) * step) / steps));
  }
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
