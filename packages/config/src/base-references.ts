import { closestName } from './closest-name.js';
import { ConfigError } from './errors.js';
import type { Layer } from './layer.js';
import { type Origins, pathKey, regraftOrigins } from './origin.js';
import { type ConfigDict, type ConfigValue, cloneValue, isDict } from './values.js';

const REFERENCE = /^\{\{\s*_base_\.([\w.]+)\s*\}\}$/;

/** Replaces strings that are `{{_base_.a.b}}` as a whole by what the bases hold there. */
export function fillBaseReferences(layer: Layer, base: Layer, file: string): Layer {
  const origins: Origins = new Map(layer.origins);
  const fill = (value: ConfigValue, path: readonly string[]): ConfigValue => {
    if (typeof value === 'string') {
      const reference = value.length < 1000 ? REFERENCE.exec(value)?.[1] : undefined;
      if (reference === undefined) return value;
      const keys = reference.split('.');
      const line = layer.origins.get(pathKey(path))?.line;
      const found = lookUp(base.values, keys, line === undefined ? file : `${file}:${line}`);
      regraftOrigins(origins, { from: base.origins, at: keys, to: path });
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
