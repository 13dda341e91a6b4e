import type { Context } from './context.js';
import { formatValue } from './format-spec.js';
import { Refusal } from './refusal.js';
import { pyRepr } from './repr.js';
import { convertValue } from './str-format.js';
import { decodeEscapes, literalParts } from './string-literal.js';
import { childrenOf, type SyntaxNode } from './syntax.js';

/** A string, an f-string, or several of them side by side. */
export function evaluateString(node: SyntaxNode, context: Context): string {
  if (node.name === 'ContinuedString') {
    return childrenOf(node)
      .map((child) => evaluateString(child, context))
      .join('');
  }
  const literal = context.text(node);
  context.budget.chars(literal.length);
  const { isRaw, isFormatted, start, end } = literalParts(literal);
  const decode = (text: string): string => (isRaw ? text : decodeEscapes(text));
  // Python reads every line end as `\n`.
  if (!isFormatted) return decode(literal.slice(start, end).replace(/\r\n?/g, '\n'));

  let text = '';
  let from = node.from + start;
  const plain = (to: number): string => decode(context.between(from, to).replace(/\{\{|\}\}/g, (pair) => pair[0]!));
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement') continue;
    text += plain(child.from) + replacement(child, context);
    from = child.to;
  }
  text += plain(node.from + end);
  context.budget.chars(text.length);
  return text;
}

/** `{value!r:>8}`. */
function replacement(node: SyntaxNode, context: Context): string {
  let conversion = '';
  let spec = '';
  let label = '';
  const values: SyntaxNode[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === 'FormatConversion') conversion = context.text(child).slice(1);
    else if (child.name === 'FormatSpec') spec = specText(child, context);
    else if (child.name === 'FormatSelfDoc') label = context.between(node.from + 1, child.to);
    else if (child.name !== '{' && child.name !== '}') values.push(child);
  }
  if (values.length !== 1) throw new Refusal('an f-string takes one expression in each pair of braces');
  const value = context.evaluate(values[0]!);
  if (label && !conversion && !spec) return label + pyRepr(value, context.budget);
  return label + formatValue(convertValue(value, conversion, context.budget), spec, context.budget);
}

function specText(node: SyntaxNode, context: Context): string {
  let text = '';
  let from = node.from + 1;
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement') continue;
    text += context.between(from, child.from) + replacement(child, context);
    from = child.to;
  }
  return text + context.between(from, node.to);
}
