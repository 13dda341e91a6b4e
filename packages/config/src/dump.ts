import { stringify } from 'yaml';
import { Config } from './config.js';
import { ConfigError } from './errors.js';
import type { ConfigDict } from './values.js';

/**
 * A config as text that `loadConfig` reads back to equal values.
 *
 * @throws {ConfigError} `MMA_CONFIG_VALUE` for infinities and NaN in JSON, which cannot say them.
 */
export function dumpConfig(config: Config | ConfigDict, format: 'json' | 'yaml'): string {
  const values = config instanceof Config ? config.values : config;
  if (format === 'yaml') return stringify(values, { lineWidth: 0, aliasDuplicateObjects: false });
  const text = JSON.stringify(
    values,
    (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) {
        throw new ConfigError('MMA_CONFIG_VALUE', `\`${key}\` is ${value}, which JSON cannot hold`, {
          hint: 'dump it as YAML',
        });
      }
      return value;
    },
    2,
  );
  return `${text}\n`;
}
