import type { Annotation, AnnotationFormat } from './annotation.js';
import { linesOf, malformedLine, trailingNumbers } from './text.js';

type FramesFormat = Pick<AnnotationFormat, 'multiClass' | 'withOffset'>;

/**
 * Reads MMAction2's lists of extracted frames: `some/folder 163 1` a line (folder, frames, class), `some/folder 12 163 1` with
 * an offset, `some/folder 163 1 3 5` for several classes. Numbers are taken from the end of the line, so folder names may
 * contain spaces.
 *
 * @param path name of the file, for errors and places.
 * @throws DataError `MMA_DATA_ANNOTATION_LINE` at the first malformed line, with its number.
 */
export function parseRawframesText(text: string, path: string, format: FramesFormat): Annotation[] {
  return linesOf(text, path).map(({ line, place }) => parseLine(line, place, format));
}

function parseLine(line: string, place: string, format: FramesFormat): Annotation {
  const fields = line.split(/\s+/);
  const { numbers } = trailingNumbers(fields);
  const before = format.withOffset ? 2 : 1;
  const labels = numbers.slice(before);
  const counts = numbers.slice(0, before);
  const tooMany = !format.multiClass && labels.length > 1;
  if (counts.length < before || tooMany || counts.some((count) => count < 0)) {
    throw malformedLine(place, line, expected(format));
  }
  // The name as it is written: splitting has lost how many spaces are in it.
  const name = line.slice(0, line.length - tailLength(line, numbers.length)).trim();
  const totalFrames = counts[before - 1]!;
  return {
    name,
    labels,
    place,
    totalFrames,
    ...(format.withOffset ? { offset: counts[0]! } : {}),
  };
}

/** Characters that the last `count` fields take, with the white space before them. */
function tailLength(line: string, count: number): number {
  return new RegExp(`(\\s+\\S+){${count}}$`).exec(line)![0].length;
}

function expected({ withOffset, multiClass }: FramesFormat): { what: string; hint: string } {
  const offset = withOffset ? ', an offset' : '';
  const classes = multiClass ? 'class numbers' : 'one class number';
  const example = `some/folder ${withOffset ? '12 ' : ''}163 ${multiClass ? '1 3 5' : '1'}`;
  const options = withOffset
    ? 'multi_class for several labels'
    : 'multi_class for several labels, with_offset for offsets';
  const inCsv = multiClass ? '' : '; where a folder’s name ends in a number of its own, write the list as CSV';
  return {
    what: `a folder${offset}, a number of frames and ${classes}, separated by spaces`,
    hint: `a line is like: ${example}${multiClass ? '' : ` (set ${options})`}${inCsv}`,
  };
}
