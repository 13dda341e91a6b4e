import { closestName } from '@mma/config';
import { DataError } from '../errors.js';

/**
 * The classes that a CSV cell or a JSON value names: numbers, or names where the classes have names.
 *
 * @param place where it is written, for errors
 * @throws DataError `MMA_DATA_LABEL_NAME`
 */
export function readLabels(value: unknown, place: string, classes: readonly string[] | undefined): number[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((item) => readLabels(item, place, classes));
  if (typeof value === 'number' && Number.isInteger(value)) return [value];
  if (typeof value !== 'string') {
    throw new DataError('MMA_DATA_LABEL_NAME', `${place}: expected a class, found ${JSON.stringify(value)}`, {
      hint: 'a label is the number of a class, from 0, or its name',
    });
  }
  if (/^-?\d+$/.test(value.trim())) return [Number(value)];
  if (classes === undefined) throw nameless(value, place);
  return [classNumber(value, place, classes)];
}

/**
 * The number of the class that is called so.
 *
 * @throws DataError `MMA_DATA_LABEL_NAME`
 */
export function classNumber(name: string, place: string, classes: readonly string[]): number {
  const found = numbersOf(classes).get(plain(name));
  if (found !== undefined) return found;
  const closest = closestName(name, classes);
  throw new DataError('MMA_DATA_LABEL_NAME', `${place}: no class is named ${JSON.stringify(name)}`, {
    hint: closest === undefined ? `the classes are ${listed(classes)}` : `did you mean ${JSON.stringify(closest)}?`,
  });
}

/** Class names compare without quotes, and with spaces and underscores alike: folders and lists differ in them. */
function plain(name: string): string {
  return name.replaceAll('"', '').replaceAll('_', ' ').trim();
}

const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The number of each class by its `plain` name, drawn up once: lists have hundreds of thousands of lines. */
function numbersOf(classes: readonly string[]): ReadonlyMap<string, number> {
  const numbers = known.get(classes) ?? new Map(classes.map((name, i) => [plain(name), i]));
  known.set(classes, numbers);
  return numbers;
}

function listed(classes: readonly string[]): string {
  return classes.length > 12 ? `${classes.slice(0, 12).join(', ')}, … ${classes.length - 12} more` : classes.join(', ');
}

function nameless(value: string, place: string): DataError {
  return new DataError(
    'MMA_DATA_LABEL_NAME',
    `${place}: the label ${JSON.stringify(value)} is a name, and the classes have no names`,
    {
      hint: "say which number each class has: metainfo = {'classes': 'label_map.txt'}, a file with one name a line",
    },
  );
}
