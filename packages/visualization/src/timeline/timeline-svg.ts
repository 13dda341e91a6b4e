import { categoryColours } from '../draw/category-colours.js';
import { escapeMarkup } from '../draw/escape-markup.js';
import { fitText, textWidth } from '../draw/fit-text.js';
import { type TimelineSegment, type TimelineWindow, windowSpans } from './segments.js';

export interface TimelinePicture {
  /** In order. */
  readonly windows: readonly TimelineWindow[];
  readonly segments: readonly TimelineSegment[];
  /** In seconds. */
  readonly duration: number;
  readonly title: string;
}

const FAMILY =
  "'MMA Latin', 'MMA Latin Extended', 'MMA Cyrillic', 'MMA Greek', 'MMA Han', 'MMA Hangul', 'Noto Sans', sans-serif";
const WIDTH = 960;
const GAP = 12;
const TEXT = 12;
const LANE = 26;
const LANE_GAP = 6;
const AXIS = 30;
const MOST_LANES = 12;
const MOST_LABEL = 220;

/**
 * Draws what happens when as SVG: a lane for each class that is the best at some time (the twelve that last longest), its score as
 * height over time, solid where it is the best; each segment says what it is when pointed at.
 */
export function timelineSvg(picture: TimelinePicture): string {
  const { windows, segments, duration, title } = picture;
  const lanes = lanesOf(segments);
  const colours = categoryColours(segments.map(({ label }) => label));
  const labels = lanes.map((label) => fitText(label, { width: MOST_LABEL, size: TEXT }));
  const left = GAP + Math.max(60, ...labels.map((label) => textWidth(label, TEXT))) + GAP;
  const right = WIDTH - GAP - 8;
  const top = GAP + 20 + GAP;
  const bottom = top + Math.max(1, lanes.length) * (LANE + LANE_GAP);
  const height = Math.ceil(bottom + AXIS);
  const x = (time: number): number => left + (right - left) * (duration > 0 ? Math.min(time / duration, 1) : 0);
  const place = { x, left, right, top: lanes.length > 0 ? top : bottom, bottom };
  const spans = windowSpans(windows);
  const named = namesOf(spans, segments);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FAMILY}" font-size="${TEXT}" font-weight="500" fill="#1c2733">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(fitText(title, { width: WIDTH - 2 * GAP, size: 15 }), GAP, GAP + 15, 'font-size="15"'),
    ...axis(duration, place),
    ...lanes.flatMap((label, lane) => {
      const y = top + lane * (LANE + LANE_GAP);
      const colour = colours.get(label)!;
      const own = segments.filter((segment) => segment.label === label);
      const scores = spans.map((span, index) => ({
        ...span,
        score: windows[index]!.predictions.find((prediction) => prediction.label === label)?.score ?? 0,
      }));
      const best = scores.filter((_, index) => named[index] === label);
      return [
        text(labels[lane]!, left - GAP, y + LANE * 0.66, 'text-anchor="end"'),
        `<rect x="${left}" y="${y}" width="${round(right - left)}" height="${LANE}" fill="#f2f5f8"/>`,
        `<path d="${scorePath(scores, { x, y, left, right })}" fill="${colour}" fill-opacity="0.3"/>`,
        `<path d="${scorePath(best, { x, y, left, right })}" fill="${colour}"/>`,
        ...own.map((segment) => {
          const [from, to] = [round(x(segment.start)), round(x(segment.end))];
          const size = `y="${y}" width="${Math.max(1, round(to - from))}" height="${LANE}"`;
          return `<rect x="${from}" ${size} fill-opacity="0"><title>${escapeMarkup(hint(segment))}</title></rect>`;
        }),
      ];
    }),
    ...(lanes.length === 0
      ? [text('no class reaches the threshold', (left + right) / 2, top + LANE * 0.66, 'text-anchor="middle"')]
      : []),
    '</svg>',
  ].join('\n');
}

/** The name that the segments give each span; undefined outside of them. Both are in order. */
function namesOf(
  spans: readonly { start: number; end: number }[],
  segments: readonly TimelineSegment[],
): (string | undefined)[] {
  let at = 0;
  return spans.map(({ start, end }) => {
    while (at < segments.length && segments[at]!.end < end) at++;
    const segment = segments[at];
    return segment !== undefined && segment.start <= start ? segment.label : undefined;
  });
}

/** The classes that last longest, in the order in which they come. */
function lanesOf(segments: readonly TimelineSegment[]): string[] {
  const seconds = new Map<string, number>();
  for (const { label, start, end } of segments) seconds.set(label, (seconds.get(label) ?? 0) + end - start);
  const most = new Set([...seconds.keys()].sort((a, b) => seconds.get(b)! - seconds.get(a)!).slice(0, MOST_LANES));
  return [...seconds.keys()].filter((label) => most.has(label));
}

/** A class's score over time as an area, a step a pixel at most, so that the drawing does not grow with the video. */
function scorePath(
  scores: readonly { start: number; end: number; score: number }[],
  at: { x: (time: number) => number; y: number; left: number; right: number },
): string {
  const columns = new Float64Array(Math.ceil(at.right - at.left) + 1);
  for (const { start, end, score } of scores) {
    const first = Math.floor(at.x(start) - at.left);
    const last = Math.max(first, Math.ceil(at.x(end) - at.left) - 1);
    for (let column = first; column <= last; column++) columns[column] = Math.max(columns[column]!, Math.min(score, 1));
  }
  const floor = at.y + LANE;
  let path = `M${at.left} ${round(floor)}`;
  let before = 0;
  for (const [column, score] of columns.entries()) {
    if (score !== before) path += `H${round(at.left + column)}V${round(floor - score * LANE)}`;
    before = score;
  }
  return `${path}H${round(at.right)}V${round(floor)}Z`;
}

function axis(
  duration: number,
  {
    x,
    top,
    bottom,
    left,
    right,
  }: { x: (time: number) => number; top: number; bottom: number; left: number; right: number },
): string[] {
  const step = tickStep(duration);
  const ticks = Array.from({ length: Math.floor(duration / step + 1e-9) + 1 }, (_, at) => at * step);
  return [
    `<line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" stroke="#8796a6"/>`,
    ...ticks.flatMap((time) => {
      const at = round(x(time));
      return [
        `<line x1="${at}" y1="${top}" x2="${at}" y2="${bottom + 4}" stroke="#c9d2db"/>`,
        text(clock(time, step), at, bottom + 18, 'text-anchor="middle" font-size="11" fill="#4a5967"'),
      ];
    }),
  ];
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

function tickStep(duration: number): number {
  return STEPS.find((step) => duration / step <= 10) ?? Math.ceil(duration / 10 / 86_400) * 86_400;
}

/** 7.5 → 0:07.5, 75 → 1:15, 3675 → 1:01:15. */
function clock(seconds: number, step = 1): string {
  const tenths = step < 1;
  const whole = Math.floor(seconds + 1e-6);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = `${String(whole % 60).padStart(2, '0')}${tenths ? `.${Math.round((seconds - whole) * 10)}` : ''}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

function hint({ label, score, start, end }: TimelineSegment): string {
  return `${label} ${score.toFixed(2)}, ${clock(start, 0.1)} to ${clock(end, 0.1)}`;
}

/** Fonts of large scripts come in the thinnest of their weights here. */
const LARGE_SCRIPT = /[\u1100-\u11ff\u2e80-\uffef]/;

function text(line: string, x: number, y: number, more: string): string {
  const bold = LARGE_SCRIPT.test(line) ? ' stroke="#1c2733" stroke-width="0.5"' : '';
  return `<text x="${round(x)}" y="${round(y)}" ${more}${bold}>${escapeMarkup(line)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
