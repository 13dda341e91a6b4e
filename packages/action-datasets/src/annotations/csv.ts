import { parse } from 'csv-parse/sync';
import { DataError } from '../errors.js';
import type { Annotation, AnnotationFormat } from './annotation.js';
import { kineticsName } from './kinetics-name.js';
import { readLabels } from './labels.js';

/** Names of columns, lower case, by what they hold. */
const COLUMNS = {
  name: [
    'filename',
    'file',
    'path',
    'video',
    'video_path',
    'file_path',
    'filepath',
    'video_name',
    'frame_dir',
    'folder',
  ],
  label: ['label', 'labels', 'class', 'class_id', 'class_name', 'action', 'target'],
  totalFrames: ['total_frames', 'num_frames', 'frames'],
  offset: ['offset', 'start_frame'],
  youtubeId: ['youtube_id'],
  timeStart: ['time_start'],
  timeEnd: ['time_end'],
} as const;

type Column = keyof typeof COLUMNS;
type Columns = Partial<Record<Column, number>>;

/** A record of the file, and where it is. */
interface Row {
  cells: string[];
  place: string;
}

/**
 * Reads annotations from CSV. A first line that names columns (`filename`, `label`, `total_frames`, `offset`; or Kinetics'
 * `label,youtube_id,time_start,time_end,split`) says what is where; without one, columns are those of MMAction2's text files.
 * With several labels a sample, the cell holds them separated by spaces or semicolons, or they fill the columns at the end.
 *
 * @param path name of the file, for errors and places.
 * @param folders names in the folder of the videos, to find out how Kinetics' classes are spelled there.
 * @throws DataError `MMA_DATA_ANNOTATION_LINE`, `MMA_DATA_ANNOTATION_COLUMNS`, `MMA_DATA_LABEL_NAME`
 */
export function parseCsvAnnotations(
  text: string,
  path: string,
  { format, folders }: { format: AnnotationFormat; folders: ReadonlySet<string> },
): Annotation[] {
  const rows = rowsOf(text, path);
  const header = rows[0] === undefined ? undefined : headerOf(rows[0]);
  if (header === undefined) return rows.map((row) => annotationOf(row, withoutHeader(format), { format, folders }));
  assertColumns(header, rows[0]!, format);
  return rows.slice(1).map((row) => annotationOf(row, header, { format, folders }));
}

function rowsOf(text: string, path: string): Row[] {
  const rows: Row[] = [];
  const keep = (cells: string[], { lines }: { lines: number }) => {
    rows.push({ cells, place: `${path}:${lines}` });
    return null;
  };
  try {
    parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, on_record: keep });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('MMA_DATA_ANNOTATION_LINE', `${path} is no CSV file: ${message}`, { cause });
  }
  return rows;
}

/** Undefined for a line of data. */
function headerOf({ cells }: Row): Columns | undefined {
  const columns: Columns = {};
  cells.forEach((cell, at) => {
    const column = (Object.keys(COLUMNS) as Column[]).find((key) =>
      (COLUMNS[key] as readonly string[]).includes(cell.toLowerCase()),
    );
    if (column !== undefined) columns[column] ??= at;
  });
  return columns.name === undefined && columns.youtubeId === undefined ? undefined : columns;
}

function withoutHeader({ samples, withOffset }: AnnotationFormat): Columns {
  if (samples === 'videos') return { name: 0, label: 1 };
  return withOffset ? { name: 0, offset: 1, totalFrames: 2, label: 3 } : { name: 0, totalFrames: 1, label: 2 };
}

function assertColumns(columns: Columns, { cells, place }: Row, { samples }: AnnotationFormat): void {
  const missing = samples === 'rawframes' && columns.totalFrames === undefined ? 'total_frames' : undefined;
  const isKinetics = columns.name === undefined;
  const time = isKinetics && (columns.timeStart === undefined || columns.timeEnd === undefined);
  if (missing === undefined && !time) return;
  throw new DataError(
    'MMA_DATA_ANNOTATION_COLUMNS',
    `${place}: there is no column \`${missing ?? 'time_start` and `time_end'}\`, found ${cells.join(', ')}`,
    { hint: 'columns are filename, label; frame_dir, total_frames, label; or label, youtube_id, time_start, time_end' },
  );
}

function annotationOf(
  { cells, place }: Row,
  columns: Columns,
  { format, folders }: { format: AnnotationFormat; folders: ReadonlySet<string> },
): Annotation {
  const cell = (column: Column) => (columns[column] === undefined ? undefined : cells[columns[column]]);
  const label = cell('label');
  const labels = format.multiClass ? severalLabels(cells, columns) : label === undefined ? [] : [label];
  const name =
    columns.name === undefined
      ? kineticsName(
          { id: cell('youtubeId') ?? '', start: cell('timeStart') ?? '', end: cell('timeEnd') ?? '', label },
          folders,
        )
      : cell('name');
  if (!name) {
    throw new DataError('MMA_DATA_ANNOTATION_LINE', `${place}: no file is named`, {
      hint: 'a line is like: some/path/000.mp4,1',
    });
  }
  return {
    name,
    labels: readLabels(labels, place, format.classes),
    place,
    ...(format.samples === 'rawframes' ? { totalFrames: count(cell('totalFrames'), place) } : {}),
    ...(columns.offset === undefined ? {} : { offset: count(cell('offset'), place) }),
  };
}

function severalLabels(cells: readonly string[], columns: Columns): string[] {
  const first = columns.label;
  if (first === undefined) return [];
  const isLast = first === Math.max(...Object.values(columns));
  const filled = isLast ? cells.slice(first) : [cells[first] ?? ''];
  return filled.flatMap((cell) => (/^[\d\s;-]+$/.test(cell) ? cell.split(/[\s;]+/) : cell.split(';')));
}

function count(cell: string | undefined, place: string): number {
  if (cell !== undefined && /^\d+$/.test(cell)) return Number(cell);
  throw new DataError(
    'MMA_DATA_ANNOTATION_LINE',
    `${place}: expected a number of frames, found ${JSON.stringify(cell ?? '')}`,
  );
}
