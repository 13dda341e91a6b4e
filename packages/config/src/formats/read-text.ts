import { open } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import type { Layer } from '../layer.js';
import { type Origin, originsOf, pathKey } from '../origin.js';
import { toConfigDict } from '../values.js';

/** What a reader of a text format returns: the value, and the 1-based line of each path (by `pathKey`). */
export interface ParsedText {
  readonly value: unknown;
  readonly lines: ReadonlyMap<string, number>;
}

type Parser = (text: string, file: string) => ParsedText;

const yaml = async (): Promise<Parser> => (await import('./yaml.js')).parseYaml;

/** Readers of data formats, by extension: loaded when one is read, for programs and threads that read none. */
export const TEXT_FORMATS: Readonly<Record<string, () => Promise<Parser>>> = {
  '.json': async () => (await import('./json.js')).parseJson,
  '.yaml': yaml,
  '.yml': yaml,
  '.toml': async () => (await import('./toml.js')).parseToml,
};

// Ten times and more what the largest configs weigh.
const MAX_BYTES = 512 * 1024;

/** A config file's text, if it is UTF-8 and of a sensible size. */
export async function readText(file: string): Promise<string> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error instanceof Error ? error.message : String(error), error);
  });
  try {
    const buffer = new Uint8Array(MAX_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = (await handle.read(buffer, length, buffer.length - length, null)).bytesRead;
    }
    if (length > MAX_BYTES) throw unreadable(file, 'it is larger than 512 KiB, which no config is');
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const isEncoding = error instanceof TypeError;
    throw unreadable(
      file,
      isEncoding ? 'it is not UTF-8 text' : error instanceof Error ? error.message : String(error),
      error,
    );
  } finally {
    await handle.close();
  }
}

/** The values of a text with the line of each. */
export function parseData(parse: Parser, text: string, file: string): Layer {
  const { value, lines } = parseGuarded(parse, text, file);
  const values = toConfigDict(value, file);
  return { values, origins: originsOf(values, (path) => originIn(file, nearestLine(lines, path))) };
}

/** The line of a path, or of the nearest container that has one (what a YAML alias or a spread brings in has none itself). */
export function nearestLine(lines: ReadonlyMap<string, number>, path: readonly string[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(pathKey(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}

export function originIn(file: string, line: number | undefined): Origin {
  return line === undefined ? { file } : { file, line };
}

function parseGuarded(parse: Parser, text: string, file: string): ParsedText {
  try {
    return parse(text, file);
  } catch (error) {
    // The parsers recurse; only hostile nesting reaches the end of the stack.
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}: nested too deeply to be read`, { cause: error });
  }
}

function unreadable(file: string, reason: string, cause?: unknown): ConfigError {
  return new ConfigError('MMA_CONFIG_READ', `${file} cannot be read: ${reason}`, cause === undefined ? {} : { cause });
}
