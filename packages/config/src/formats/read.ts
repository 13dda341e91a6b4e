import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import { MODULE_EXTENSIONS } from '../module-loader.js';
import { type Origin, type Origins, originsOf, pathKey } from '../origin.js';
import { type ConfigDict, toConfigDict } from '../values.js';
import { parseJson } from './json.js';
import { readModule } from './module.js';
import { parseYaml } from './yaml.js';

/** Values with the place each was written at. */
export interface Layer {
  readonly values: ConfigDict;
  readonly origins: Origins;
}

/** What a reader of a text format returns: the value, and the 1-based line of each path (by `pathKey`). */
export interface ParsedText {
  readonly value: unknown;
  readonly lines: ReadonlyMap<string, number>;
}

const TEXT_FORMATS: Readonly<Record<string, (text: string, file: string) => ParsedText>> = {
  '.json': parseJson,
  '.yaml': parseYaml,
  '.yml': parseYaml,
};

/** Extensions of the files that `loadConfig` reads. */
export const CONFIG_EXTENSIONS: readonly string[] = [...MODULE_EXTENSIONS, ...Object.keys(TEXT_FORMATS)];

/** Reads one config file, without what it inherits. */
export async function readConfigFile(file: string): Promise<Layer> {
  const extension = extname(file).toLowerCase();
  if (MODULE_EXTENSIONS.includes(extension)) {
    const values = await readModule(file);
    return { values, origins: originsOf(values, () => ({ file })) };
  }
  const parse = TEXT_FORMATS[extension];
  if (!parse) {
    throw new ConfigError('MMA_CONFIG_FORMAT', `${file}: \`${extension || '(no extension)'}\` is not a config format`, {
      hint: `configs end in ${CONFIG_EXTENSIONS.join(', ')}`,
    });
  }
  const { value, lines } = parseGuarded(parse, await readText(file), file);
  const values = toConfigDict(value, file);
  return { values, origins: originsOf(values, (path) => originIn(file, nearestLine(lines, path))) };
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const reason =
      error instanceof TypeError ? 'it is not UTF-8 text' : error instanceof Error ? error.message : String(error);
    throw new ConfigError('MMA_CONFIG_READ', `${file} cannot be read: ${reason}`, { cause: error });
  }
}

function parseGuarded(parse: (text: string, file: string) => ParsedText, text: string, file: string): ParsedText {
  try {
    return parse(text, file);
  } catch (error) {
    // The parsers recurse; only hostile nesting reaches the end of the stack.
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}: nested too deeply to be read`, { cause: error });
  }
}

function originIn(file: string, line: number | undefined): Origin {
  return line === undefined ? { file } : { file, line };
}

/** The line of a path, or of the nearest container that has one (what a YAML alias or merge key brings in has none itself). */
function nearestLine(lines: ReadonlyMap<string, number>, path: readonly string[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(pathKey(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}
