import { comprehendItems } from './collections.js';
import { isComprehension } from './comprehension.js';
import type { Context } from './context.js';
import { Refusal } from './refusal.js';
import { childrenOf, type SyntaxNode, splitAt } from './syntax.js';
import { iterate, PyDict, PyFunction, PyImport, PyTuple, type PyValue, typeName } from './values.js';

/** `f(a, *b, c=1, **d)`. */
export function evaluateCall(node: SyntaxNode, context: Context): PyValue {
  const [calleeNode, list] = childrenOf(node);
  const callee = context.evaluate(calleeNode!);
  if (callee instanceof PyImport) {
    throw new Refusal(
      `\`${callee.path}\` is imported, and calling it would run code, which a config never does`,
      'name classes by `type` in a mapping; of the library of Python, `copy.copy` and `copy.deepcopy` can be called',
    );
  }
  if (!(callee instanceof PyFunction)) throw new Refusal(`a value of type ${typeName(callee)} cannot be called`);
  const { args, named } = evaluateArguments(childrenOf(list!).slice(1, -1), context);
  return callee.call({ args, named, origin: context.origin(node), budget: context.budget });
}

function evaluateArguments(nodes: readonly SyntaxNode[], context: Context): { args: PyValue[]; named: PyDict } {
  const named = new PyDict();
  if (isComprehension(nodes)) return { args: [new PyTuple(comprehendItems(nodes, context))], named };
  const args: PyValue[] = [];
  const setNamed = (key: PyValue, value: PyValue, at: ReturnType<Context['origin']> | undefined): void => {
    if (typeof key !== 'string') throw new Refusal('the names of arguments are strings');
    if (named.entry(key)) throw new Refusal(`the argument \`${key}\` is there twice`);
    context.budget.items(1);
    named.set(key, value, at);
  };
  for (const part of splitAt(nodes, ',')) {
    const [first, second, third] = part;
    if (first!.name === '**') {
      const spread = context.evaluate(second!);
      if (!(spread instanceof PyDict))
        throw new Refusal(`\`**\` needs a mapping, not a value of type ${typeName(spread)}`);
      for (const { key, value, origin } of spread.entries()) setNamed(key, value, origin);
    } else if (first!.name === '*') {
      const spread = iterate(context.evaluate(second!), context.budget);
      context.budget.items(spread.length);
      for (const item of spread) args.push(item);
    } else if (second?.name === 'AssignOp') {
      setNamed(context.text(first!), context.evaluate(third!), context.origin(first!));
    } else {
      context.budget.items(1);
      args.push(context.evaluate(first!));
    }
  }
  return { args, named };
}
