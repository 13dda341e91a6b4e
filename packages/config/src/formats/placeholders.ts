import { basename, dirname, extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { linesOf } from './position.js';

// The counts are bounded so that a text full of openings cannot make the search quadratic.
const FILE_NAME = /\{\{\s{0,20}(fileDirname|fileBasenameNoExtension|fileBasename|fileExtname)\s{0,20}\}\}/g;
const ENVIRONMENT = /\{\{['"]?\s{0,20}\$(\w{1,200})\s{0,20}:\s{0,20}([^\s{}]{0,500}?)\s{0,20}['"]?\}\}/g;
const BASE = /(["']?)\{\{\s{0,20}(_base_\.[\w.]{1,500})\s{0,20}\}\}\1/g;

/**
 * Replaces, in a config's text, MMEngine's predefined names (`{{ fileDirname }}`, `{{ fileBasename }}`,
 * `{{ fileBasenameNoExtension }}`, `{{ fileExtname }}`) and environment variables with a default (`{{$NAME:default}}`).
 *
 * @param file absolute path of the config
 * @throws {ConfigError} `MMA_CONFIG_PLACEHOLDER` for a variable that is neither set nor has a default
 */
export function fillPlaceholders(text: string, file: string): string {
  if (!text.includes('{{')) return text;
  const names: Readonly<Record<string, string>> = {
    fileDirname: dirname(file),
    fileBasename: basename(file),
    fileBasenameNoExtension: basename(file, extname(file)),
    fileExtname: extname(file),
  };
  return text
    .replace(FILE_NAME, (_, name: string) => names[name]!.replaceAll('\\', '/'))
    .replace(ENVIRONMENT, (_, name: string, fallback: string, offset: number, whole: string) => {
      const value = process.env[name] ?? fallback;
      if (value !== '') return value;
      const { line, column } = linesOf(whole)(offset);
      throw new ConfigError(
        'MMA_CONFIG_PLACEHOLDER',
        `${file}:${line}:${column}: the environment variable \`${name}\` is not set, and no default is given`,
        { hint: `set it, or write a default as in \`{{$${name}:value}}\`` },
      );
    });
}

/** Puts quotes around `{{_base_.key}}`, so that JSON, YAML and TOML read it as a string; it is looked up once bases are read. */
export function quoteBaseReferences(text: string): string {
  return text.includes('{{') ? text.replace(BASE, (_, __, path: string) => `"{{${path}}}"`) : text;
}
