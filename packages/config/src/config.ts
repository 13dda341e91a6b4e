import { basename, extname } from 'node:path';
import { mergeLayers } from './inherit.js';
import type { Layer } from './layer.js';
import { type Origin, originsOf, pathKey } from './origin.js';
import { expandKeys, parseCfgOptions } from './overrides.js';
import { prettyText } from './pretty-text.js';
import { type ConfigDict, type ConfigValue, cloneValue, deepFreeze, toConfigDict } from './values.js';

/**
 * A resolved config: what a file and its bases say, overrides applied. Immutable; `merge` gives a new one.
 *
 * `T` is what its values are read as: `(await loadConfig<RunnerConfig>('tsn.ts')).values.train_dataloader?.batch_size`.
 */
export class Config<T extends object = ConfigDict> {
  /** The file's name without folder and extension; names the work dir. */
  readonly name: string;
  /** All values, deeply frozen. `toJSON` gives a copy that may be changed. */
  readonly values: T;
  readonly #layer: Layer;

  /** @param filename absolute path of the file this was loaded from */
  constructor(
    readonly filename: string,
    layer: Layer,
  ) {
    this.name = basename(filename, extname(filename));
    this.values = deepFreeze(layer.values) as object as T;
    this.#layer = layer;
  }

  /** The value at a dotted path, list indices included: `get('train_dataloader.dataset.pipeline.0.type')`. */
  get(path: string): ConfigValue | undefined {
    return find(this.#layer.values, path)?.value;
  }

  /** Which file set the value at a path, and on which line where the format tells it. */
  origin(path: string): Origin | undefined {
    const found = find(this.#layer.values, path);
    return found && this.#layer.origins.get(pathKey(found.keys));
  }

  /**
   * This config with overrides on top: `key=value` strings, or a mapping whose keys may be dotted paths.
   *
   * @throws {ConfigError} `MMA_CONFIG_OPTION` or `MMA_CONFIG_MERGE`
   */
  merge(overrides: readonly string[] | ConfigDict): Config<T> {
    const isOptions = Array.isArray(overrides);
    const file = isOptions ? '--cfg-options' : 'overrides';
    const values = isOptions ? parseCfgOptions(overrides) : expandKeys(toConfigDict(overrides, file));
    const over: Layer = { values, origins: originsOf(values, () => ({ file })) };
    return new Config(this.filename, mergeLayers(this.#layer, over, { listKeys: true, where: file }));
  }

  /** A copy of all values. */
  toJSON(): ConfigDict {
    return cloneValue(this.#layer.values);
  }

  /** The config as Python assignments, laid out as MMEngine writes it into its logs. */
  prettyText(): string {
    return prettyText(this.#layer.values);
  }
}

function find(values: ConfigDict, path: string): { keys: string[]; value: ConfigValue } | undefined {
  const search = (value: ConfigValue | undefined, rest: readonly string[], keys: string[]): ReturnType<typeof find> => {
    if (value === undefined) return undefined;
    if (rest.length === 0) return { keys, value };
    if (typeof value !== 'object' || value === null) return undefined;
    // A key may itself contain dots, so segments are joined until one is found.
    for (let taken = 1; taken <= rest.length; taken++) {
      const key = rest.slice(0, taken).join('.');
      if (!Object.hasOwn(value, key) || (Array.isArray(value) && !/^\d+$/.test(key))) continue;
      const found = search((value as ConfigDict)[key], rest.slice(taken), [...keys, key]);
      if (found) return found;
    }
    return undefined;
  };
  return search(values, path === '' ? [] : path.split('.'), []);
}
