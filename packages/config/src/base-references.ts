import { closestName } from './closest-name.js';
import { ConfigError } from './errors.js';
import { type Layer, MAX_VALUES } from './layer.js';
import { copyOrigins, type Origins, pathKey } from './origin.js';
import { type ConfigDict, type ConfigValue, cloneValue, isDict } from './values.js';

const REFERENCE = /^\{\{\s*_base_\.([\w.]+)\s*\}\}$/;

/** Replaces strings that are `{{_base_.a.b}}` as a whole by what the bases hold there. */
export function fillBaseReferences(layer: Layer, base: Layer, file: string): Layer {
  const origins: Origins = new Map(layer.origins);
  let left = MAX_VALUES;
  const fill = (value: ConfigValue, path: readonly string[]): ConfigValue => {
    if (typeof value === 'string') {
      const reference = value.length < 1000 ? REFERENCE.exec(value)?.[1] : undefined;
      if (reference === undefined) return value;
      const keys = reference.split('.');
      const line = layer.origins.get(pathKey(path))?.line;
      const found = lookUp(base.values, keys, line === undefined ? file : `${file}:${line}`);
      left -= countValues(found);
      if (left < 0) {
        throw new ConfigError('MMA_CONFIG_VALUE', `${file}: its references bring in more than ${MAX_VALUES} values`);
      }
      const written = layer.origins.get(pathKey(path));
      copyOrigins(origins, { from: base.origins, value: found, at: keys, to: path });
      // The reference itself stands here; only what is inside was written there.
      if (written) origins.set(pathKey(path), written);
      return cloneValue(found);
    }
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, String(index)]));
    if (!isDict(value)) return value;
    const result: ConfigDict = {};
    for (const [key, child] of Object.entries(value)) result[key] = fill(child, [...path, key]);
    return result;
  };
  return { ...layer, values: fill(layer.values, []) as ConfigDict, origins };
}

function countValues(value: ConfigValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, child: ConfigValue) => sum + countValues(child), 1);
}

function lookUp(values: ConfigDict, keys: readonly string[], where: string): ConfigValue {
  let value: ConfigValue = values;
  for (const key of keys) {
    if (!isDict(value) || !Object.hasOwn(value, key)) {
      const near = isDict(value) ? closestName(key, Object.keys(value)) : undefined;
      throw new ConfigError(
        'MMA_CONFIG_REFERENCE',
        `${where}: the bases have no \`${keys.join('.')}\` (there is no \`${key}\`)`,
        near === undefined ? {} : { hint: `did you mean \`${near}\`?` },
      );
    }
    value = value[key]!;
  }
  return value;
}
