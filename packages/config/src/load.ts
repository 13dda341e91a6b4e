import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { closestFileHint } from './closest-file.js';
import { Config } from './config.js';
import { ConfigError } from './errors.js';
import { CONFIG_EXTENSIONS } from './formats/read.js';
import { readWithBases } from './inherit.js';
import type { ConfigDict } from './values.js';

/**
 * Loads a config file with everything it inherits, and applies overrides.
 *
 * A `.ts` or `.js` file is run (its default export is the config); one that was edited since is run again, but what it imports
 * is not. `.json` and `.yaml` files are only read.
 *
 * @param file path, absolute or relative to the working directory; see `findConfig` for short names
 * @throws {ConfigError} with the file, and the line where it is known
 */
export async function loadConfig<T extends object = ConfigDict>(
  file: string,
  options: { overrides?: readonly string[] | ConfigDict } = {},
): Promise<Config<T>> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new ConfigError('MMA_CONFIG_NOT_FOUND', `there is no config file ${path}`, {
      hint: closestFileHint(path, CONFIG_EXTENSIONS),
    });
  }
  const config = new Config<T>(path, await readWithBases(path));
  return options.overrides ? config.merge(options.overrides) : config;
}
