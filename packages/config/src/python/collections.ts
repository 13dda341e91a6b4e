import { comprehend, isComprehension } from './comprehension.js';
import type { Context } from './context.js';
import { Refusal } from './refusal.js';
import { childrenOf, type SyntaxNode, splitAt } from './syntax.js';
import { updateDict } from './update-dict.js';
import { iterate, PyDict, PyList, PySet, PyTuple, type PyValue, typeName } from './values.js';

/** `[…]`, `(…,)`, `{…}` and their comprehensions. */
export function evaluateCollection(node: SyntaxNode, context: Context): PyValue {
  const inside = childrenOf(node).slice(1, -1);
  const origin = context.origin(node);
  switch (node.name) {
    case 'ArrayExpression':
      return new PyList(evaluateItems(inside, context), origin);
    case 'TupleExpression':
      return new PyTuple(evaluateItems(inside, context), origin);
    case 'SetExpression':
      return new PySet(evaluateItems(inside, context));
    case 'DictionaryExpression':
      return evaluateDict(inside, new PyDict(origin), context);
    case 'ArrayComprehensionExpression':
      return new PyList(comprehendItems(inside, context), origin);
    case 'SetComprehensionExpression':
      return new PySet(comprehendItems(inside, context));
    case 'DictionaryComprehensionExpression':
      return comprehendDict(inside, new PyDict(origin), context);
    default:
      return new PyTuple(comprehendItems(inside, context), origin);
  }
}

/** Comma-separated expressions, `*spread` among them. */
export function evaluateItems(nodes: readonly SyntaxNode[], context: Context): PyValue[] {
  const items: PyValue[] = [];
  for (const part of splitAt(nodes, ',')) {
    const isSpread = part[0]?.name === '*';
    const value = part[isSpread ? 1 : 0];
    if (value === undefined) throw new Refusal('a value is missing before the comma');
    if (isSpread) {
      const spread = iterate(context.evaluate(value), context.budget);
      context.budget.items(spread.length);
      for (const item of spread) items.push(item);
    } else {
      context.budget.items(1);
      items.push(context.evaluate(value));
    }
  }
  return items;
}

/** `a` alone, or a tuple of `a, b`. */
export function evaluateList(nodes: readonly SyntaxNode[], context: Context): PyValue {
  if (nodes.length === 1) return context.evaluate(nodes[0]!);
  if (nodes.length === 0) throw new Refusal('a value is missing');
  return new PyTuple(evaluateItems(nodes, context), context.origin(nodes[0]!));
}

/** The items of a comprehension, brackets taken off. */
export function comprehendItems(nodes: readonly SyntaxNode[], context: Context): PyValue[] {
  const items: PyValue[] = [];
  comprehend(nodes, context, ([value], inner) => {
    context.budget.items(1);
    items.push(inner.evaluate(value!));
  });
  return items;
}

function evaluateDict(nodes: readonly SyntaxNode[], dict: PyDict, context: Context): PyDict {
  for (const part of splitAt(nodes, ',')) {
    if (part[0]?.name === '**') {
      const spread = context.evaluate(part[1]!);
      if (!(spread instanceof PyDict))
        throw new Refusal(`\`**\` needs a mapping, not a value of type ${typeName(spread)}`);
      updateDict(dict, spread, context.budget);
    } else {
      setPair(dict, part, context);
    }
  }
  return dict;
}

function comprehendDict(nodes: readonly SyntaxNode[], dict: PyDict, context: Context): PyDict {
  comprehend(nodes, context, (pair, inner) => setPair(dict, pair, inner));
  return dict;
}

function setPair(dict: PyDict, pair: readonly SyntaxNode[], context: Context): void {
  const [key, colon, value] = pair;
  if (!key || colon?.name !== ':' || !value || isComprehension(pair))
    throw new Refusal('a mapping is written `{key: value}`');
  context.budget.items(1);
  const name = context.evaluate(key);
  dict.set(name, context.evaluate(value), context.origin(key));
}
