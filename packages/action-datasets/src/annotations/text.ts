import { DataError } from '../errors.js';
import type { Annotation, AnnotationFormat } from './annotation.js';

type TextFormat = Pick<AnnotationFormat, 'delimiter' | 'multiClass'>;

/**
 * Reads MMAction2's text annotations: `some/path/000.mp4 1` a line, `a.mp4 1 4 7` for several classes. Blank lines are
 * skipped; labels are taken from the end of the line, so file names may contain the delimiter.
 *
 * @param path name of the file, for errors and places.
 * @throws DataError `MMA_DATA_ANNOTATION_LINE` at the first malformed line, with its number.
 */
export function parseTextAnnotations(text: string, path: string, format: TextFormat): Annotation[] {
  return linesOf(text, path).map(({ line, place }) => parseLine(line, place, format));
}

/** The lines of a text file that are not blank, trimmed, each with the file and its number. */
export function linesOf(text: string, path: string): { line: string; place: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((raw, index) => ({ line: raw.trim(), place: `${path}:${index + 1}` }))
    .filter(({ line }) => line !== '');
}

/** The numbers at the end of a line's fields, and how many fields are before them. */
export function trailingNumbers(fields: readonly string[]): { numbers: number[]; start: number } {
  let start = fields.length;
  while (start > 1 && /^-?\d+$/.test(fields[start - 1]!.trim())) start--;
  return { numbers: fields.slice(start).map(Number), start };
}

/** An error about one line. */
export function malformedLine(place: string, line: string, expected: { what: string; hint: string }): DataError {
  const shown = line.length > 120 ? `${line.slice(0, 120)}…` : line;
  return new DataError(
    'MMA_DATA_ANNOTATION_LINE',
    `${place}: expected ${expected.what}; found ${JSON.stringify(shown)}`,
    { hint: expected.hint },
  );
}

function parseLine(line: string, place: string, format: TextFormat): Annotation {
  const fields = line.split(format.delimiter);
  const { numbers: labels, start } = trailingNumbers(fields);
  const name = fields.slice(0, start).join(format.delimiter).trim();
  if (format.multiClass ? labels.length === 0 : labels.length > 1) throw malformed(line, place, format);
  // One field alone is a video without a label; more of them with no number at the end is a label gone wrong, and so is a
  // number at the end behind another separator.
  if (labels.length === 0 && (fields.length > 1 || /[\s,;]-?\d+$/.test(line))) throw malformed(line, place, format);
  return { name, labels, place };
}

function malformed(line: string, place: string, { delimiter, multiClass }: TextFormat): DataError {
  const separator = JSON.stringify(delimiter);
  const expected = multiClass ? 'a file name and one or more class numbers' : 'a file name and one class number';
  return malformedLine(place, line, {
    what: `${expected}, separated by ${separator}`,
    hint: multiClass
      ? 'a line is like: some/path/000.mp4 1 4 7'
      : 'a line is like: some/path/000.mp4 1 (set multi_class for several labels, delimiter for another separator)',
  });
}
