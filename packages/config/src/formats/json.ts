import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { ConfigError } from '../errors.js';
import { pathKey } from '../origin.js';
import { linesOf } from './position.js';
import type { ParsedText } from './read-text.js';

/** Parses strict JSON and remembers the line of each value. */
export function parseJson(text: string, file: string): ParsedText {
  const position = linesOf(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first || !root) {
    const at = position(first?.offset ?? 0);
    const what = first
      ? printParseErrorCode(first.error)
          .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
          .toLowerCase()
      : 'empty file';
    throw new ConfigError('MMA_CONFIG_SYNTAX', `${file}:${at.line}:${at.column}: not valid JSON: ${what}`);
  }
  const lines = new Map<string, number>();
  const evaluate = (node: Node, path: readonly string[]): unknown => {
    lines.set(pathKey(path), position(node.offset).line);
    if (node.type === 'array')
      return (node.children ?? []).map((child, index) => evaluate(child, [...path, String(index)]));
    if (node.type !== 'object') return node.value;
    const result: Record<string, unknown> = {};
    for (const property of node.children ?? []) {
      const [keyNode, valueNode] = property.children ?? [];
      const key = String(keyNode?.value);
      const where = (): string => {
        const at = position(property.offset);
        return `${file}:${at.line}:${at.column}`;
      };
      if (Object.hasOwn(result, key))
        throw new ConfigError('MMA_CONFIG_SYNTAX', `${where()}: the key \`${key}\` is there twice`);
      if (key === '__proto__')
        throw new ConfigError('MMA_CONFIG_VALUE', `${where()}: \`__proto__\` is not allowed as a key`);
      result[key] = evaluate(valueNode!, [...path, key]);
    }
    return result;
  };
  return { value: evaluate(root, []), lines };
}
