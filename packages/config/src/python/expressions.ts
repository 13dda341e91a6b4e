import { memberOf } from './assign.js';
import { attributeOf } from './attributes.js';
import { evaluateCall } from './call.js';
import { evaluateCollection } from './collections.js';
import type { Context } from './context.js';
import { parseNumber } from './number-literal.js';
import { evaluateOperators } from './operators.js';
import { Refusal } from './refusal.js';
import { evaluateString } from './strings.js';
import { itemOf, sliceOf } from './subscript.js';
import { childrenOf, type SyntaxNode } from './syntax.js';
import { type PyValue, truthy } from './values.js';

type Rule = (node: SyntaxNode, context: Context) => PyValue;

const RULES: Readonly<Record<string, Rule>> = {
  VariableName: (node, context) => context.lookUp(context.text(node)),
  Number: (node, context) => parseNumber(context.text(node)),
  Boolean: (node, context) => context.text(node) === 'True',
  None: () => null,
  String: evaluateString,
  ContinuedString: evaluateString,
  FormatString: evaluateString,
  ParenthesizedExpression: (node, context) => context.evaluate(childrenOf(node)[1]!),
  ArrayExpression: evaluateCollection,
  TupleExpression: evaluateCollection,
  SetExpression: (node, context) => {
    const reference = baseReference(node, context);
    return reference ? context.evaluate(reference) : evaluateCollection(node, context);
  },
  DictionaryExpression: evaluateCollection,
  ArrayComprehensionExpression: evaluateCollection,
  SetComprehensionExpression: evaluateCollection,
  DictionaryComprehensionExpression: evaluateCollection,
  ComprehensionExpression: evaluateCollection,
  BinaryExpression: evaluateOperators,
  UnaryExpression: evaluateOperators,
  ConditionalExpression: (node, context) => {
    const [whenTrue, , condition, , whenFalse] = childrenOf(node);
    return context.evaluate(truthy(context.evaluate(condition!)) ? whenTrue! : whenFalse!);
  },
  CallExpression: evaluateCall,
  MemberExpression: (node, context) => {
    const isAttribute = childrenOf(node)[1]?.name === '.';
    const { owner, key } = memberOf(node, context);
    if (Array.isArray(key)) return sliceOf(owner, { start: key[0]!, stop: key[1]!, step: key[2]! }, context.budget);
    return isAttribute ? attributeOf(owner, key as string, context.budget) : itemOf(owner, key, context.budget);
  },
};

const NAMES: Readonly<Record<string, string>> = {
  LambdaExpression: 'a `lambda`',
  NamedExpression: '`:=`',
  YieldExpression: '`yield`',
  AwaitExpression: '`await`',
  Ellipsis: '`...`',
};

/** Evaluates one expression. A `Refusal` leaves with the place of the innermost expression it came from. */
export function evaluateExpression(node: SyntaxNode, context: Context): PyValue {
  try {
    context.budget.step();
    const rule = RULES[node.name];
    if (rule) return context.budget.nested(() => rule(node, context));
    throw new Refusal(
      `${NAMES[node.name] ?? `\`${context.text(node).slice(0, 40)}\``} is not supported in a config`,
      'supported are literals, operators, conditions, subscripts, comprehensions, f-strings and calls of builtins and methods',
    );
  } catch (error) {
    if (error instanceof Refusal) error.at ??= node.from;
    throw error;
  }
}

/** The expression in `{{ _base_.a.b }}`, which to Python is a set in a set. */
function baseReference(node: SyntaxNode, context: Context): SyntaxNode | undefined {
  const [, inner, close] = childrenOf(node);
  if (inner?.name !== 'SetExpression' || close?.name !== '}') return undefined;
  const [, member, end] = childrenOf(inner);
  return end?.name === '}' && /^_base_\s*\./.test(context.text(member!)) ? member : undefined;
}
