import type { Calibration } from './calibration.js';

const SIDE = 260;
const LEFT = 52;
const TOP = 12;
const COUNTS = 60;
const GAP = 26;
const FAMILY = "'MMA Latin', 'Noto Sans', sans-serif";

/** A reliability diagram: accuracy over confidence with the diagonal that it should follow, and how many samples each bin holds. */
export function reliabilitySvg({ bins }: Calibration): string {
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const step = SIDE / bins.length;
  const floor = TOP + SIDE;
  const base = floor + GAP + COUNTS;
  const x = (share: number): number => LEFT + share * SIDE;
  const [width, height] = [LEFT + SIDE + 16, base + 34];
  const bars = bins.flatMap(({ low, high, count, confidence, accuracy }) => {
    if (count === 0) return [];
    const hint = `<title>confidence ${percent(low)} to ${percent(high)}: ${count} samples, mean confidence ${percent(confidence)}, right ${percent(accuracy)}</title>`;
    const tall = (count / most) * COUNTS;
    return [
      box({ x: x(low) + 1, y: floor - accuracy * SIDE, width: step - 2, height: accuracy * SIDE }, '#1f7ae0', hint),
      `<circle cx="${n(x(confidence))}" cy="${n(floor - accuracy * SIDE)}" r="3" fill="#12324f"/>`,
      box({ x: x(low) + 1, y: base - tall, width: step - 2, height: tall }, '#8796a6', hint),
    ];
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    `<text x="${LEFT - 6}" y="${n(floor - share * SIDE + 4)}" text-anchor="end">${share * 100}%</text>`,
    `<text x="${n(x(share))}" y="${base + 14}" text-anchor="middle">${share * 100}%</text>`,
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FAMILY}" font-size="11" fill="#1c2733" role="img" aria-label="reliability diagram">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="#f7fafd" stroke="#dfe5eb"/>`,
    ...bars,
    `<line x1="${LEFT}" y1="${floor}" x2="${LEFT + SIDE}" y2="${TOP}" stroke="#c2410c" stroke-dasharray="5 4"/>`,
    `<line x1="${LEFT}" y1="${base}" x2="${LEFT + SIDE}" y2="${base}" stroke="#dfe5eb"/>`,
    ...ticks,
    `<text transform="translate(12 ${TOP + SIDE / 2}) rotate(-90)" text-anchor="middle" fill="#5b6b7c">right</text>`,
    `<text x="${LEFT - 6}" y="${base - COUNTS / 2}" text-anchor="end" fill="#5b6b7c">samples</text>`,
    `<text x="${LEFT + SIDE / 2}" y="${base + 29}" text-anchor="middle" fill="#5b6b7c">confidence</text>`,
    '</svg>',
  ].join('\n');
}

function box(at: { x: number; y: number; width: number; height: number }, fill: string, inside: string): string {
  return `<rect x="${n(at.x)}" y="${n(at.y)}" width="${n(at.width)}" height="${n(at.height)}" fill="${fill}" fill-opacity="0.8">${inside}</rect>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

function n(value: number): string {
  return String(Number(value.toFixed(2)));
}
