import { parse, TomlError } from 'smol-toml';
import { ConfigError } from '../errors.js';
import { MAX_DEPTH } from '../layer.js';
import type { ParsedText } from './read-text.js';

/** Parses TOML 1.0. The parser tells no lines of values. */
export function parseToml(text: string, file: string): ParsedText {
  try {
    return { value: parse(text, { maxDepth: MAX_DEPTH }), lines: new Map() };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '');
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${error.line}:${error.column}: not valid TOML: ${reason}`);
  }
}
