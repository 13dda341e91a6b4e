import type { Context } from './context.js';
import { Refusal } from './refusal.js';
import { indexIn, integer, missingKey, sliceIndices } from './subscript.js';
import { childrenOf, type SyntaxNode, splitAt } from './syntax.js';
import { putEntry } from './update-dict.js';
import { iterate, PyDict, PyList, type PyValue, typeName } from './values.js';

/** Assigns to `a`, or unpacks into `a, (b, *c)`. */
export function assignTargets(nodes: readonly SyntaxNode[], value: PyValue, context: Context): void {
  const only = nodes.length === 1 ? nodes[0]! : undefined;
  if (only) assign(only, value, context);
  else unpack(nodes, value, context);
}

function assign(target: SyntaxNode, value: PyValue, context: Context): void {
  switch (target.name) {
    case 'VariableName':
      context.names.set(context.text(target), value, context.origin(target));
      return;
    case 'ParenthesizedExpression':
    case 'TupleExpression':
    case 'ArrayExpression': {
      const inside = childrenOf(target).slice(1, -1);
      if (target.name === 'ParenthesizedExpression') assignTargets(inside, value, context);
      else unpack(inside, value, context);
      return;
    }
    case 'MemberExpression':
      assignMember(target, value, context);
      return;
    default:
      throw new Refusal(`\`${context.text(target).slice(0, 60)}\` cannot be assigned to`);
  }
}

function unpack(nodes: readonly SyntaxNode[], value: PyValue, context: Context): void {
  const parts = splitAt(nodes, ',');
  const items = [...iterate(value, context.budget)];
  const star = parts.findIndex((part) => part[0]?.name === '*');
  const fits = star < 0 ? items.length === parts.length : items.length >= parts.length - 1;
  if (!fits) throw new Refusal(`${items.length} values cannot be unpacked into ${parts.length} names`);
  let next = 0;
  for (const [index, part] of parts.entries()) {
    if (index === star) {
      const rest = items.slice(next, items.length - (parts.length - 1 - index));
      assignTargets(part.slice(1), new PyList(rest, context.origin(part[0]!)), context);
      next += rest.length;
    } else {
      assignTargets(part, items[next++]!, context);
    }
  }
}

function assignMember(target: SyntaxNode, value: PyValue, context: Context): void {
  const { owner, key } = memberOf(target, context);
  const origin = context.origin(target);
  if (owner instanceof PyDict && !Array.isArray(key)) {
    context.budget.items(1);
    putEntry(owner, { key, value, origin }, context.budget);
  } else if (owner instanceof PyList && Array.isArray(key)) {
    const items = [...iterate(value, context.budget)];
    context.budget.items(owner.items.length + items.length);
    assignSlice(owner, key, items);
  } else if (owner instanceof PyList && !Array.isArray(key)) {
    owner.items[indexIn(owner.items.length, key)] = value;
  } else {
    throw new Refusal(`items of a value of type ${typeName(owner)} cannot be set`);
  }
}

function assignSlice(list: PyList, [start, stop, step]: readonly PyValue[], items: PyValue[]): void {
  if (step !== null && integer(step!) !== 1) throw new Refusal('slices with a step cannot be assigned to');
  const indices = sliceIndices(list.items.length, { start: start!, stop: stop!, step: null });
  const from = indices[0] ?? sliceIndices(list.items.length, { start: null, stop: start!, step: null }).length;
  list.items = [...list.items.slice(0, from), ...items, ...list.items.slice(from + indices.length)];
}

/** `del a, b[0], c.d`. */
export function deleteTarget(target: SyntaxNode, context: Context): void {
  if (target.name === 'ParenthesizedExpression' || target.name === 'TupleExpression') {
    for (const part of splitAt(childrenOf(target).slice(1, -1), ',')) deleteTarget(part[0]!, context);
    return;
  }
  if (target.name === 'VariableName') {
    const name = context.text(target);
    if (!context.names.delete(name)) throw new Refusal(`the name \`${name}\` is not set, so it cannot be deleted`);
    return;
  }
  if (target.name !== 'MemberExpression') throw new Refusal('only names and items can be deleted');
  const { owner, key } = memberOf(target, context);
  if (owner instanceof PyDict && !Array.isArray(key)) {
    if (!owner.delete(key)) throw missingKey(owner, key);
  } else if (owner instanceof PyList) {
    context.budget.items(owner.items.length);
    const gone = new Set(
      Array.isArray(key)
        ? sliceIndices(owner.items.length, { start: key[0]!, stop: key[1]!, step: key[2]! })
        : [indexIn(owner.items.length, key)],
    );
    owner.items = owner.items.filter((_, index) => !gone.has(index));
  } else {
    throw new Refusal(`items of a value of type ${typeName(owner)} cannot be deleted`);
  }
}

/** The owner and the key of `owner.key` or `owner[key]`; the key is an array of three for a slice. */
export function memberOf(node: SyntaxNode, context: Context): { owner: PyValue; key: PyValue | PyValue[] } {
  const [ownerNode, mark, ...rest] = childrenOf(node);
  const owner = context.evaluate(ownerNode!);
  if (mark!.name === '.') return { owner, key: context.text(rest[0]!) };
  const inside = rest.slice(0, -1);
  if (inside.some((child) => child.name === ':')) return { owner, key: sliceBounds(inside, context) };
  if (inside.length !== 1) throw new Refusal('an item is named by one index or key');
  return { owner, key: context.evaluate(inside[0]!) };
}

function sliceBounds(nodes: readonly SyntaxNode[], context: Context): PyValue[] {
  const bounds: PyValue[] = [null, null, null];
  let position = 0;
  for (const node of nodes) {
    if (node.name === ':') position++;
    else if (position < 3) bounds[position] = context.evaluate(node);
  }
  if (position > 2 || nodes.some((node) => node.name === ','))
    throw new Refusal('a slice is written `[start:stop:step]`');
  return bounds;
}
