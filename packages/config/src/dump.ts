import { createRequire } from 'node:module';
import { Config } from './config.js';
import { ConfigError } from './errors.js';
import { prettyText } from './pretty-text.js';
import { isPythonName } from './python-literal.js';
import { typescriptText } from './typescript-text.js';
import type { ConfigDict } from './values.js';

const require = createRequire(import.meta.url);

/** What a config can be written as. */
export type DumpFormat = 'ts' | 'py' | 'json' | 'yaml';

/**
 * A config as text that `loadConfig` reads back to equal values. Python is laid out as MMEngine does, with sorted keys.
 *
 * @throws {ConfigError} `MMA_CONFIG_VALUE` for what a format cannot say: infinities and NaN in JSON, top-level keys that are no names
 *   in Python.
 */
export function dumpConfig(config: Config | ConfigDict, format: DumpFormat): string {
  const values = config instanceof Config ? config.values : config;
  if (format === 'ts') return typescriptText(values);
  if (format === 'yaml') return yamlText(values);
  return format === 'py' ? pythonText(values) : jsonText(values);
}

function yamlText(values: ConfigDict): string {
  // Loaded here, since most programs and threads write none.
  const { stringify } = require('yaml') as typeof import('yaml');
  return stringify(values, { lineWidth: 0, aliasDuplicateObjects: false });
}

function pythonText(values: ConfigDict): string {
  const odd = Object.keys(values).find((key) => !isPythonName(key) || key.startsWith('__'));
  if (odd === undefined) return prettyText(values);
  throw new ConfigError('MMA_CONFIG_VALUE', `\`${odd}\` cannot be the name of a Python variable`, {
    hint: 'dump it as YAML, JSON or TypeScript',
  });
}

function jsonText(values: ConfigDict): string {
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
