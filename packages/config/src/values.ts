import { ConfigError } from './errors.js';
import { MAX_DEPTH, MAX_VALUES } from './layer.js';

/** What a config may hold: plain data, the same in every file format. */
export type ConfigValue = null | boolean | number | string | ConfigValue[] | ConfigDict;

/** A mapping of OpenMMLab's snake_case keys to values. */
export interface ConfigDict {
  [key: string]: ConfigValue;
}

/** True for a mapping, false for lists and scalars. */
export function isDict(value: unknown): value is ConfigDict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Copies what a config file gave into plain data, so that later merging cannot reach back into a module's objects.
 * Keys whose value is `undefined` are left out, as JSON does.
 *
 * @throws {ConfigError} `MMA_CONFIG_VALUE` for functions, class instances, symbols, cycles and other things that are no data.
 */
export function toConfigDict(source: unknown, file: string): ConfigDict {
  if (!isPlainObject(source)) {
    throw new ConfigError(
      'MMA_CONFIG_VALUE',
      `${file}: a config is a mapping of keys to values, not ${describe(source)}`,
      {
        hint: 'write `export default defineConfig({ … })`, or a mapping at the top of a file of data',
      },
    );
  }
  return copy(source, { file, path: [], count: { left: MAX_VALUES } }) as ConfigDict;
}

/** A deep copy that shares nothing with `value`. */
export function cloneValue<T extends ConfigValue>(value: T): T {
  return structuredClone(value);
}

/** Freezes a value and everything in it. */
export function deepFreeze<T extends ConfigValue>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}

interface Place {
  readonly file: string;
  readonly path: readonly string[];
  /** Shared by all places of one copy. */
  readonly count: { left: number };
}

function copy(value: unknown, at: Place): ConfigValue {
  if (--at.count.left < 0) {
    throw new ConfigError('MMA_CONFIG_VALUE', `${at.file}: holds more than ${MAX_VALUES} values`);
  }
  if (at.path.length > MAX_DEPTH) {
    throw new ConfigError(
      'MMA_CONFIG_VALUE',
      `${at.file}: nested deeper than ${MAX_DEPTH} levels, or a value contains itself`,
    );
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (Array.isArray(value)) return value.map((item, index) => copy(item, { ...at, path: [...at.path, String(index)] }));
  if (!isPlainObject(value)) {
    const where = at.path.join('.');
    throw new ConfigError(
      'MMA_CONFIG_VALUE',
      `${at.file}: \`${where}\` is ${describe(value)}, which is no config value`,
      {
        hint: 'configs hold data only: null, booleans, numbers, strings, lists and mappings; name classes by `type: "…"`',
      },
    );
  }
  const result: ConfigDict = {};
  for (const [key, child] of Object.entries(value)) {
    const path = [...at.path, key];
    if (key === '__proto__') {
      throw new ConfigError('MMA_CONFIG_VALUE', `${at.file}: \`${path.join('.')}\` is not allowed as a key`);
    }
    if (child !== undefined) result[key] = copy(child, { ...at, path });
  }
  return result;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isDict(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a test runner's, say) have another Object.prototype, whose own prototype is null too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'function') return value.name ? `the function or class ${value.name}` : 'a function';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return `an instance of ${value.constructor?.name ?? 'a class'}`;
  return value === null ? 'null' : typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}
