import { AnnotationFiles, classNumber, numbered } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const FILES = 'kinetics_train.csv, kinetics_val.csv and perhaps kinetics_test.csv';

/**
 * Kinetics-400, -600, -700: CSV files of `label,youtube_id,time_start,time_end,split`; clips at
 * `class_name/ID_START_END.mp4`, with underscores in class names and six-digit times. Classes are numbered in alphabetical order.
 */
export const kinetics: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const train = rowsOf(await files.csv('kinetics_train.csv'), files, 'kinetics_train.csv');
    const val = rowsOf(await files.csv('kinetics_val.csv'), files, 'kinetics_val.csv');
    const test = await files.optionalCsv('kinetics_test.csv');
    const classes = [...new Set(train.map(({ label }) => label!))].sort();
    const numbers = numbered(classes);
    const entries = (rows: readonly Row[], file: string): LayoutEntry[] =>
      rows.map(({ label, clip }) => ({
        name: label === undefined ? clip : `${label}/${clip}`,
        labels: label === undefined ? [] : [classNumber(numbers, label, { files, file, row: clip })],
      }));
    const splits = new Map([
      ['train', entries(train, 'kinetics_train.csv')],
      ['val', entries(val, 'kinetics_val.csv')],
    ]);
    if (test) splits.set('test', entries(rowsOf(test, files, 'kinetics_test.csv'), 'kinetics_test.csv'));
    return { classes, splits };
  },
};

interface Row {
  /** Undefined in a test set that keeps it secret. */
  label: string | undefined;
  clip: string;
}

function rowsOf([header, ...rows]: string[][], files: AnnotationFiles, file: string): Row[] {
  const column = (name: string): number => {
    const at = header?.indexOf(name) ?? -1;
    if (at < 0)
      throw files.error(file, `has no column \`${name}\` in its first line (found ${header?.join(', ') ?? 'nothing'})`);
    return at;
  };
  const [id, start, end] = [column('youtube_id'), column('time_start'), column('time_end')];
  const label = header!.indexOf('label');
  return rows.map((row) => ({
    label: label < 0 || !row[label] ? undefined : row[label].replaceAll('"', '').replaceAll(' ', '_'),
    clip: `${row[id]}_${sixDigits(row[start])}_${sixDigits(row[end])}`,
  }));
}

function sixDigits(seconds: string | undefined): string {
  return String(Math.trunc(Number(seconds))).padStart(6, '0');
}
