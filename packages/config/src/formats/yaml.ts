import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from '../errors.js';
import { pathKey } from '../origin.js';
import type { ParsedText } from './read-text.js';

/** Parses one document of YAML 1.2 (with `<<` merge keys and anchors) and remembers the line of each value. */
export function parseYaml(text: string, file: string): ParsedText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const first = document.errors[0];
  if (first) {
    const at = lineCounter.linePos(first.pos[0]);
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${at.line}:${at.col}: not valid YAML: ${first.message}`);
  }
  const lines = new Map<string, number>();
  const locate = (node: unknown, path: readonly string[]): void => {
    const range = (node as Node | null)?.range;
    if (range) lines.set(pathKey(path), lineCounter.linePos(range[0]).line);
    // What an alias repeats was written at its anchor, but it is this line that puts it here.
    if (isAlias(node)) return;
    if (isSeq(node)) for (const [index, item] of node.items.entries()) locate(item, [...path, String(index)]);
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isScalar(pair.key)) {
          const at = lineCounter.linePos((pair.key as Node | null)?.range?.[0] ?? 0);
          throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${at.line}:${at.col}: keys are plain words or strings`);
        }
        locate(pair.value, [...path, String(pair.key.value)]);
      }
    }
  };
  locate(document.contents, []);
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown, lines };
  } catch (error) {
    // Unknown anchors and alias bombs only show when values are made.
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}: not valid YAML: ${message}`, { cause: error });
  }
}
