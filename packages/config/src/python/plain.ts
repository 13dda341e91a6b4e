import { ConfigError } from '../errors.js';
import { type Layer, MAX_DEPTH, MAX_VALUES } from '../layer.js';
import { type Origin, type Origins, pathKey } from '../origin.js';
import type { ConfigDict, ConfigValue } from '../values.js';
import type { Budget } from './budget.js';
import { PyDict, PyFunction, PyImport, PyList, PySet, PyTuple, type PyValue } from './values.js';

/** The values and origins of evaluated names. What `imports` names is no value, nor are functions and names like `__file__`. */
export function toLayer(
  names: PyDict,
  { file, imports = new Set() }: { file: string; imports?: ReadonlySet<string> },
): Layer {
  const values: ConfigDict = {};
  const origins: Origins = new Map([['', { file, line: 1 }]]);
  const convert = new Converter(origins, file);
  for (const { key, value, origin } of names.entries()) {
    if (typeof key !== 'string' || key.startsWith('__')) continue;
    if (value instanceof PyFunction || (value instanceof PyImport && imports.has(key))) continue;
    values[key] = convert.value(value, [key], origin);
  }
  return { values, origins };
}

class Converter {
  #left = MAX_VALUES;

  constructor(
    readonly origins: Origins,
    readonly file: string,
  ) {}

  value(value: PyValue, path: readonly string[], origin: Origin | undefined): ConfigValue {
    if (--this.#left < 0) throw this.#error(path, origin, `the config holds more than ${MAX_VALUES} values`);
    if (path.length > MAX_DEPTH) {
      throw this.#error(path, origin, `nested deeper than ${MAX_DEPTH} levels, or a value contains itself`);
    }
    const container = value instanceof PyDict || value instanceof PyList || value instanceof PyTuple;
    const own = origin ?? (container ? value.origin : undefined);
    if (own) this.origins.set(pathKey(path), own);
    if (value instanceof PyDict) return this.#dict(value, path, own);
    if (value instanceof PyList || value instanceof PyTuple || value instanceof PySet) {
      return value.items.map((item, index) => {
        const inside =
          item instanceof PyDict || item instanceof PyList || item instanceof PyTuple ? item.origin : undefined;
        return this.value(item, [...path, String(index)], inside ?? own);
      });
    }
    if (value instanceof PyImport) return value.typeName;
    if (value instanceof PyFunction) throw this.#error(path, own, `the function ${value.name} is no config value`);
    if (typeof value !== 'bigint') return value;
    if (!Number.isSafeInteger(Number(value))) {
      throw this.#error(
        path,
        own,
        `the integer ${String(value).slice(0, 40)} is beyond ±2^53, which configs cannot hold`,
      );
    }
    return Number(value);
  }

  #dict(dict: PyDict, path: readonly string[], origin: Origin | undefined): ConfigDict {
    const result: ConfigDict = {};
    for (const entry of dict.entries()) {
      if (typeof entry.key !== 'string' && typeof entry.key !== 'bigint') {
        throw this.#error(path, origin, 'the keys of a mapping are strings or integers');
      }
      const key = String(entry.key);
      if (key === '__proto__') throw this.#error(path, entry.origin, '`__proto__` is not allowed as a key');
      result[key] = this.value(entry.value, [...path, key], entry.origin ?? origin);
    }
    return result;
  }

  #error(path: readonly string[], origin: Origin | undefined, message: string): ConfigError {
    const shown = path.slice(0, 6).join('.') + (path.length > 6 ? '…' : '');
    const line = origin?.line === undefined ? '' : `:${origin.line}`;
    return new ConfigError('MMA_CONFIG_VALUE', `${origin?.file ?? this.file}${line}: \`${shown}\`: ${message}`);
  }
}

/** A base's values as evaluation sees them: ConfigDicts that remember where each entry was written. */
export function fromLayer(layer: Layer, budget: Budget): PyDict {
  const convert = (value: ConfigValue, path: readonly string[]): PyValue => {
    budget.items(1);
    const origin = layer.origins.get(pathKey(path));
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      return new PyList(
        value.map((item, index) => convert(item, [...path, String(index)])),
        origin,
      );
    }
    const dict = new PyDict(origin, true);
    for (const [key, child] of Object.entries(value)) {
      dict.set(key, convert(child, [...path, key]), layer.origins.get(pathKey([...path, key])) ?? origin);
    }
    return dict;
  };
  const dict = convert(layer.values, []);
  if (!(dict instanceof PyDict)) throw new TypeError('a layer holds a mapping');
  return dict;
}
