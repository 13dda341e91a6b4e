import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A file of a font and the first and last of each run of code points in it. */
interface Subset {
  readonly file: string;
  readonly runs: readonly (readonly [first: number, last: number])[];
}

const known = new Map<string, readonly Subset[]>();

/** Before these everything is Latin, Greek, Cyrillic and the like. */
const FIRST_OF_EAST_ASIA = 0x1100;

/**
 * The files of a font (`@fontsource-variable/<name>`, cut into about a hundred) that have the letters of a text.
 *
 * @returns names that `require.resolve` finds
 */
export function subsetsOf(name: string, text: string): string[] {
  const points = new Set<number>();
  for (const letter of text) {
    const point = letter.codePointAt(0)!;
    if (point >= FIRST_OF_EAST_ASIA) points.add(point);
  }
  if (points.size === 0) return [];
  const wanted = (subset: Subset): boolean =>
    subset.runs.some(([first, last]) => [...points].some((point) => point >= first && point <= last));
  return readSubsets(name)
    .filter(wanted)
    .map(({ file }) => file);
}

function readSubsets(name: string): readonly Subset[] {
  const before = known.get(name);
  if (before !== undefined) return before;
  const folder = `@fontsource-variable/${name}`;
  const ranges = JSON.parse(readFileSync(require.resolve(`${folder}/unicode.json`), 'utf8')) as Record<string, string>;
  // Numbered ones are the script's own; `latin` and the like are drawn by other fonts.
  const subsets = Object.entries(ranges).flatMap(([key, runs]): Subset[] => {
    const number = /^\[(\d+)\]$/.exec(key)?.[1];
    if (number === undefined) return [];
    return [{ file: `${folder}/files/${name}-${number}-wght-normal.woff2`, runs: runs.split(',').map(runOf) }];
  });
  known.set(name, subsets);
  return subsets;
}

/** `U+4e00-4e0f` or `U+4e00`. */
function runOf(text: string): readonly [number, number] {
  const [first, last = first] = text.replace('U+', '').split('-');
  return [Number.parseInt(first!, 16), Number.parseInt(last!, 16)];
}
