import type { ShownStage } from './select-stages.js';
import type { Stage } from './stage.js';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A stage's place on the sheet. */
export interface Cell {
  readonly title: string;
  readonly stage: Stage;
  /** With the lines above and below the pictures. */
  readonly box: Box;
  /** Of each picture that is shown at once: one, or as many as a transform made of each. */
  readonly tiles: readonly Box[];
}

export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly header: Box;
  /** How many pictures follow one another. */
  readonly moments: number;
  readonly cells: readonly Cell[];
}

/** Sizes of letters and of the lines they stand in, in pixels. */
export const TEXT = { title: 14, note: 12, line: 20, gap: 12 } as const;

/** Pixels that pictures have on the sheet, at most and at least. */
const LARGEST = 340;
const SMALLEST = 160;
const WIDEST_SHEET = 1440;
/** Names of files are to be read above a small picture, too. */
const NARROWEST_HEADER = 300;

/**
 * Places stages in rows. All are scaled alike, so that sizes can be compared; but small ones are enlarged until something is to be
 * seen, and a stage with several pictures for each moment (crops of the same frame) shows these side by side, smaller.
 *
 * @param factor enlarges or shrinks all pictures
 */
export function layOutSheet(shown: readonly ShownStage[], factor = 1): SheetLayout {
  const moments = momentsOf(shown.map(({ stage }) => stage));
  const longest = Math.max(...shown.map(({ stage }) => longestSide(stage)));
  const scaleOf = (stage: Stage): number =>
    Math.max(Math.min(1, LARGEST / longest), SMALLEST / longestSide(stage)) * factor;
  const grids = shown.map(({ stage }) => gridOf(stage, { moments, scale: scaleOf(stage), room: LARGEST * factor }));
  const cellWidth = Math.max(SMALLEST, ...grids.map(({ width }) => width));
  const fitting = Math.max(1, Math.floor((WIDEST_SHEET - TEXT.gap) / (cellWidth + TEXT.gap)));
  const rows = Math.ceil(shown.length / fitting);
  const columns = Math.ceil(shown.length / rows);
  const header = {
    x: TEXT.gap,
    y: TEXT.gap,
    width: Math.max(NARROWEST_HEADER, columns * (cellWidth + TEXT.gap) - TEXT.gap),
    height: 2 * TEXT.line,
  };
  const tops = rowTops(grids, { columns, top: header.y + header.height + TEXT.gap });
  const cells = shown.map(({ title, stage }, at) => {
    const x = TEXT.gap + (at % columns) * (cellWidth + TEXT.gap);
    const y = tops[Math.floor(at / columns)]!;
    const { tiles, height } = grids[at]!;
    return {
      title,
      stage,
      box: { x, y, width: cellWidth, height: height + 2 * TEXT.line },
      tiles: tiles.map((tile) => ({ ...tile, x: x + tile.x, y: y + TEXT.line + tile.y })),
    };
  });
  // Video encoders want even sizes.
  const even = (length: number): number => length + (length % 2);
  return {
    width: even(header.width + 2 * TEXT.gap),
    height: even(tops.at(-1)!),
    header,
    moments,
    cells,
  };
}

/** The picture of a stage at a moment: crops of the same frames lie one after the other. */
export function pictureAt(
  { count }: Stage,
  { moment, tile, moments }: { moment: number; tile: number; moments: number },
) {
  return count % moments === 0 ? tile * moments + moment : moment % count;
}

/** Where each row of cells begins, and where the next would. */
function rowTops(grids: readonly { height: number }[], { columns, top }: { columns: number; top: number }): number[] {
  const tops = [top];
  for (let first = 0; first < grids.length; first += columns) {
    const highest = Math.max(...grids.slice(first, first + columns).map(({ height }) => height));
    tops.push(tops.at(-1)! + highest + 2 * TEXT.line + TEXT.gap);
  }
  return tops;
}

function momentsOf(stages: readonly Stage[]): number {
  const frames = Math.min(...stages.map(({ frameIndices }) => frameIndices.length));
  if (frames > 0 && stages.some(({ count }) => count % frames === 0)) return frames;
  return Math.min(...stages.map(({ count }) => count));
}

function longestSide({ lazy, width, height }: Stage): number {
  return Math.max(lazy?.width ?? width, lazy?.height ?? height);
}

function gridOf(stage: Stage, { moments, scale, room }: { moments: number; scale: number; room: number }) {
  const several = stage.count % moments === 0 ? stage.count / moments : 1;
  const columns = several <= 3 ? several : Math.ceil(several / 2);
  const gap = 2;
  const own = columns === 1 ? scale : Math.min(scale, (room - (columns - 1) * gap) / columns / longestSide(stage));
  const width = Math.max(1, Math.round((stage.lazy?.width ?? stage.width) * own));
  const height = Math.max(1, Math.round((stage.lazy?.height ?? stage.height) * own));
  const tiles = Array.from({ length: several }, (_, at) => ({
    x: (at % columns) * (width + gap),
    y: Math.floor(at / columns) * (height + gap),
    width,
    height,
  }));
  return {
    tiles,
    width: columns * (width + gap) - gap,
    height: Math.ceil(several / columns) * (height + gap) - gap,
  };
}
