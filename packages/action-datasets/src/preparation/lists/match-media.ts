import { DataError } from '../../errors.js';

/**
 * Finds files by the name a dataset gives them, wherever they lie below a folder: by their whole path, by the same number of
 * last parts of it, or by their last part alone.
 */
export class MediaIndex {
  readonly #byEnding = new Map<number, Map<string, string[]>>();

  /** @param names paths with `/` from the folder that lists will be relative to, without extensions */
  constructor(private readonly names: readonly string[]) {}

  /**
   * @returns the one of the names that is meant; undefined where nothing matches
   * @throws DataError `MMA_DATA_MEDIA_AMBIGUOUS` where several files match equally well
   */
  find(name: string): string | undefined {
    for (const length of new Set([name.split('/').length, 1])) {
      const matches = this.#endings(length).get(lastParts(name, length)) ?? [];
      if (matches.length > 1) {
        throw new DataError('MMA_DATA_MEDIA_AMBIGUOUS', `\`${name}\` may be ${matches.slice(0, 3).join(' or ')}`, {
          hint: 'give the folder that holds only one of them',
        });
      }
      if (matches[0] !== undefined) return matches[0];
    }
    return undefined;
  }

  #endings(length: number): Map<string, string[]> {
    const known = this.#byEnding.get(length);
    if (known) return known;
    const endings = Map.groupBy(this.names, (name) => lastParts(name, length));
    this.#byEnding.set(length, endings);
    return endings;
  }
}

function lastParts(path: string, count: number): string {
  return path.split('/').slice(-count).join('/');
}
