import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { closestFileHint } from './closest-file.js';
import { ConfigError } from './errors.js';
import { CONFIG_EXTENSIONS, type Layer, readConfigFile } from './formats/read.js';
import { mergeAndTell, withoutMarkers } from './merge.js';
import { graftOrigins, type Origins } from './origin.js';
import type { ConfigDict, ConfigValue } from './values.js';

const BASE_KEY = '_base_';

/**
 * Reads a config with everything it inherits. Bases of a list stand side by side, so no top-level key may come from two of
 * them; the file itself is merged over their union.
 *
 * @param file absolute path of an existing file
 */
export function readWithBases(file: string): Promise<Layer> {
  return readChain(file, []);
}

async function readChain(file: string, heirs: readonly string[]): Promise<Layer> {
  const chain = [...heirs, file];
  if (heirs.includes(file)) {
    throw new ConfigError('MMA_CONFIG_CYCLE', `configs inherit from each other in a circle: ${chain.join(' → ')}`, {
      hint: `remove one of these \`${BASE_KEY}\` entries`,
    });
  }
  const { values, origins } = await readConfigFile(file);
  const { [BASE_KEY]: bases, ...own } = values;
  if (bases === undefined) return { values: withoutMarkers(own) as ConfigDict, origins };

  const union: ConfigDict = {};
  const unionOrigins: Origins = new Map();
  const cameFrom = new Map<string, string>();
  for (const base of basePaths(bases, file)) {
    const layer = await readChain(base, chain);
    for (const [key, value] of Object.entries(layer.values)) {
      const other = cameFrom.get(key);
      if (other !== undefined) {
        throw new ConfigError(
          'MMA_CONFIG_DUPLICATE',
          `${file}: two of its bases set \`${key}\`: ${other} and ${base}`,
          {
            hint: 'the bases of one config must not overlap; let one of the two inherit from the other instead',
          },
        );
      }
      cameFrom.set(key, base);
      union[key] = value;
      graftOrigins(unionOrigins, [key], layer.origins);
    }
  }
  return mergeLayers(
    { values: union, origins: unionOrigins },
    { values: own, origins },
    { listKeys: false, where: file },
  );
}

/** Merges one layer over another, values and origins alike. `where` is named in errors. */
export function mergeLayers(base: Layer, over: Layer, options: { listKeys: boolean; where: string }): Layer {
  const origins: Origins = new Map(base.origins);
  try {
    const values = mergeAndTell(base.values, over.values, {
      listKeys: options.listKeys,
      onReplace: (path) => graftOrigins(origins, path, over.origins),
    });
    return { values, origins };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.code, `${options.where}: ${error.message}`, {
      ...(error.hint && { hint: error.hint }),
    });
  }
}

function basePaths(bases: ConfigValue, file: string): string[] {
  const list = Array.isArray(bases) ? bases : [bases];
  return list.map((base) => {
    if (typeof base !== 'string') {
      throw new ConfigError(
        'MMA_CONFIG_BASE',
        `${file}: \`${BASE_KEY}\` is a path or a list of paths, not ${JSON.stringify(base)}`,
      );
    }
    const path = resolve(dirname(file), base);
    if (!existsSync(path)) {
      throw new ConfigError('MMA_CONFIG_BASE', `${file}: its base \`${base}\` does not exist (looked for ${path})`, {
        hint: closestFileHint(path, CONFIG_EXTENSIONS),
      });
    }
    return path;
  });
}
