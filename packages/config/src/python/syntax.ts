import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { Refusal } from './refusal.js';

export type { SyntaxNode } from '@lezer/common';

// Strict: a syntax error ends the parse, rather than being repaired as an editor wants it.
const strictParser = parser.configure({ strict: true });

// The grammar does not know floats that end in their point (`1.`, `1.e5`). It does know underscores in numbers, and offsets stay.
const TRAILING_POINT = /(?<![\w.])(\d[\d_]*)\.(?![\w.])|(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d)/g;

function maskTrailingPoints(source: string): string {
  return source.replace(TRAILING_POINT, (_, digits: string | undefined, mantissa: string) => `${digits ?? mantissa}_`);
}

/** Parses a module. The tree's offsets are those of `source`. Errors carry the offset at which Python's grammar does not go on. */
export function parseModule(source: string): SyntaxNode {
  try {
    const module = strictParser.parse(maskTrailingPoints(source)).topNode;
    const indented = childrenOf(module).find(({ from }) => from > 0 && !'\r\n'.includes(source[from - 1]!));
    if (indented) throw syntaxError(indented.from, 'a statement at the top level starts in the first column');
    return module;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = Number(/\d+$/.exec(error.message)?.[0] ?? 0);
    throw syntaxError(at, syntaxHint(source, at));
  }
}

function syntaxError(at: number, hint: string | undefined): Refusal {
  const refusal = new Refusal('not valid Python', hint);
  refusal.at = at;
  return refusal;
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

/** Splits nodes at the separators of a name. An empty last part, after a trailing separator, is dropped. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) parts.push([]);
    else parts.at(-1)!.push(node);
  }
  if (parts.at(-1)!.length === 0) parts.pop();
  return parts;
}

function syntaxHint(source: string, at: number): string | undefined {
  const line = source.slice(source.lastIndexOf('\n', at - 1) + 1, source.indexOf('\n', at) + 1 || undefined);
  if (/^\s*(print|exec)\b/.test(line)) return 'names that were statements in Python 2 cannot be used';
  if (at - source.lastIndexOf('\n', at - 1) > 2000) return 'it may be too long or nested too deeply to be read';
  return at >= source.trimEnd().length ? 'a bracket or a string may not be closed' : undefined;
}
