import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from '../errors.js';
import { pathKey } from '../origin.js';
import type { ParsedText } from './read-text.js';

/** Parses one document of YAML 1.2 (with `<<` merge keys and anchors) and remembers the line of each value. */
export function parseYaml(text: string, file: string): ParsedText {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    merge: true,
    prettyErrors: false,
    // Checked below: the library compares each key with each other one.
    uniqueKeys: false,
  });
  const first = document.errors[0];
  if (first) {
    const at = lineCounter.linePos(first.pos[0]);
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${at.line}:${at.col}: not valid YAML: ${first.message}`);
  }
  const lines = new Map<string, number>();
  const refuse = (node: Node | null, what: string): ConfigError => {
    const at = lineCounter.linePos(node?.range?.[0] ?? 0);
    return new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${at.line}:${at.col}: not valid YAML: ${what}`);
  };
  const locate = (node: unknown, path: readonly string[]): void => {
    const range = (node as Node | null)?.range;
    if (range) lines.set(pathKey(path), lineCounter.linePos(range[0]).line);
    // What an alias repeats was written at its anchor, but it is this line that puts it here.
    if (isAlias(node)) return;
    if (isSeq(node)) for (const [index, item] of node.items.entries()) locate(item, [...path, String(index)]);
    if (isMap(node)) {
      const seen = new Set<string>();
      for (const pair of node.items) {
        if (!isScalar(pair.key)) throw refuse(pair.key as Node | null, 'keys are plain words or strings');
        const key = String(pair.key.value);
        if (key !== '<<' && seen.has(key)) throw refuse(pair.key, 'Map keys must be unique');
        seen.add(key);
        locate(pair.value, [...path, key]);
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
