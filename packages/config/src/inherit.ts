import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fillBaseReferences } from './base-references.js';
import { closestFileHint } from './closest-file.js';
import { takeDeprecation } from './deprecation.js';
import { ConfigError } from './errors.js';
import { CONFIG_EXTENSIONS, readConfigFile } from './formats/read.js';
import type { Layer } from './layer.js';
import { mergeAndTell, withoutMarkers } from './merge.js';
import { copyOrigins, dropOrigins, type Origins } from './origin.js';
import type { PythonConfig } from './python/read.js';
import type { ConfigDict, ConfigValue } from './values.js';

const BASE_KEY = '_base_';
/** Tells editors which JSON Schema the file has; no part of the config. */
const SCHEMA_KEY = '$schema';

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
  const config = await readConfigFile(file);
  if (config.style === 'imported') return readImported(config, chain);
  if (config.style === 'merged') {
    const { own, base } = config.evaluate(await readUnion(config.bases, chain));
    // A `.py` config keeps the `_delete_` markers that MMEngine leaves, so that its values are MMEngine's.
    return mergeOver(own, base, { file, keepMarkers: true });
  }
  const { [BASE_KEY]: bases, [SCHEMA_KEY]: _, ...values } = config.layer.values;
  const base = await readUnion(basesOf(bases, file), chain);
  return mergeOver({ ...config.layer, values }, base, { file, keepMarkers: false });
}

function mergeOver(own: Layer, base: Layer, { file, keepMarkers }: { file: string; keepMarkers: boolean }): Layer {
  const kept = takeDeprecation(own, file);
  const filled = fillBaseReferences(kept, base, file);
  const merged = mergeLayers(base, filled, { listKeys: false, keepMarkers, where: file });
  return { ...merged, ...(filled.imports && { imports: filled.imports }) };
}

/** The bases of a config side by side. */
async function readUnion(bases: readonly string[], chain: readonly string[]): Promise<Layer> {
  const file = chain.at(-1)!;
  const union: ConfigDict = {};
  const origins: Origins = new Map();
  const cameFrom = new Map<string, string>();
  for (const base of bases.map((path) => locateBase(path, file))) {
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
      copyOrigins(origins, { from: layer.origins, value, at: [key], to: [key] });
    }
  }
  return { values: union, origins };
}

/** A pure-Python config: what it imports from its bases are names like its own, and nothing is merged. */
async function readImported(
  config: Extract<PythonConfig, { style: 'imported' }>,
  chain: readonly string[],
): Promise<Layer> {
  const file = chain.at(-1)!;
  const layers = new Map<string, Layer>();
  for (const path of config.modules) layers.set(path, await readChain(locateModule(path, file), chain));
  const layer = takeDeprecation(config.evaluate(layers), file);
  return { ...layer, values: withoutMarkers(layer.values) as ConfigDict };
}

/** Merges one layer over another, values and origins alike. `where` is named in errors. */
export function mergeLayers(
  base: Layer,
  over: Layer,
  options: { listKeys: boolean; keepMarkers?: boolean; where: string },
): Layer {
  const origins: Origins = new Map(
    base.origins.size > 0 ? base.origins : [['', over.origins.get('') ?? { file: options.where }]],
  );
  try {
    const values = mergeAndTell(base.values, over.values, {
      listKeys: options.listKeys,
      keepMarkers: options.keepMarkers ?? false,
      onReplace: (path, { before, after }) => {
        if (before !== undefined) dropOrigins(origins, path, before);
        copyOrigins(origins, { from: over.origins, value: after, at: path, to: path });
      },
    });
    return { values, origins };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.code, `${options.where}: ${error.message}`, {
      ...(error.hint && { hint: error.hint }),
    });
  }
}

function basesOf(bases: ConfigValue | undefined, file: string): string[] {
  if (bases === undefined) return [];
  return (Array.isArray(bases) ? bases : [bases]).map((base) => {
    if (typeof base === 'string') return base;
    throw new ConfigError(
      'MMA_CONFIG_BASE',
      `${file}: \`${BASE_KEY}\` is a path or a list of paths, not ${JSON.stringify(base)}`,
    );
  });
}

function locateBase(base: string, file: string): string {
  const path = resolve(dirname(file), base);
  if (existsSync(path)) return path;
  const [library] = base.split('::');
  throw new ConfigError('MMA_CONFIG_BASE', `${file}: its base \`${base}\` does not exist (looked for ${path})`, {
    hint: base.includes('::')
      ? `\`${library}::\` names a config inside a Python package, which is not looked up: copy that file beside this one`
      : closestFileHint(path, CONFIG_EXTENSIONS),
  });
}

/** The file of a module that a pure-Python config imports: a `.py` file, or a config of the same name in another format. */
function locateModule(module: string, file: string): string {
  const path = resolve(dirname(file), module);
  const found = ['.py', ...CONFIG_EXTENSIONS].map((extension) => path + extension).find((name) => existsSync(name));
  if (found !== undefined) return found;
  const shown = relative(dirname(file), path);
  throw new ConfigError('MMA_CONFIG_BASE', `${file}: it imports \`${shown}\`, but there is no file ${path}.py`, {
    hint: closestFileHint(`${path}.py`, CONFIG_EXTENSIONS),
  });
}
