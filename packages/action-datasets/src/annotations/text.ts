import { DataError } from '../errors.js';

/** One line of an annotation file: a video and its classes. Without a label (a list to run inference on) `labels` is empty. */
export interface VideoAnnotation {
  filename: string;
  labels: number[];
  /** Line in the annotation file, from 1. */
  line: number;
}

export interface AnnotationFormat {
  /** Stands between the file's name and its label. */
  delimiter: string;
  /** Several labels a line are allowed. */
  multiClass: boolean;
}

/**
 * Reads MMAction2's text annotations: `some/path/000.mp4 1` a line, `a.mp4 1 4 7` for several classes. Blank lines are
 * skipped; labels are taken from the end of the line, so file names may contain the delimiter.
 *
 * @param path name of the file, for errors only.
 * @throws DataError `MMA_DATA_ANNOTATION_LINE` at the first malformed line, with its number.
 */
export function parseTextAnnotations(text: string, path: string, format: AnnotationFormat): VideoAnnotation[] {
  const annotations: VideoAnnotation[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((raw, index) => {
      const line = raw.trim();
      if (line !== '') annotations.push(parseLine(line, `${path}:${index + 1}`, format, index + 1));
    });
  return annotations;
}

function parseLine(line: string, place: string, format: AnnotationFormat, number: number): VideoAnnotation {
  const fields = line.split(format.delimiter);
  let start = fields.length;
  while (start > 1 && isLabel(fields[start - 1]!)) start--;
  const labels = fields.slice(start).map(Number);
  const filename = fields.slice(0, start).join(format.delimiter);
  if (format.multiClass ? labels.length === 0 : labels.length > 1) throw malformed(line, place, format);
  // One field alone is a video without a label; more of them with no number at the end is a label gone wrong, and so is a
  // number at the end behind another separator.
  if (labels.length === 0 && (fields.length > 1 || /[\s,;]-?\d+$/.test(line))) throw malformed(line, place, format);
  return { filename: filename.trim(), labels, line: number };
}

function isLabel(field: string): boolean {
  return /^-?\d+$/.test(field.trim());
}

function malformed(line: string, place: string, { delimiter, multiClass }: AnnotationFormat): DataError {
  const separator = JSON.stringify(delimiter);
  const expected = multiClass ? 'a file name and one or more class numbers' : 'a file name and one class number';
  const shown = line.length > 120 ? `${line.slice(0, 120)}…` : line;
  return new DataError(
    'MMA_DATA_ANNOTATION_LINE',
    `${place}: expected ${expected}, separated by ${separator}; found ${JSON.stringify(shown)}`,
    {
      hint: multiClass
        ? 'a line is like: some/path/000.mp4 1 4 7'
        : 'a line is like: some/path/000.mp4 1 (set multi_class for several labels, delimiter for another separator)',
    },
  );
}
