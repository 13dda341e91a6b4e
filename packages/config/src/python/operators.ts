import { binary, unary } from './arithmetic.js';
import { compareWith } from './compare.js';
import type { Context } from './context.js';
import { Refusal } from './refusal.js';
import { childrenOf, type SyntaxNode } from './syntax.js';
import { type PyValue, truthy } from './values.js';

// The grammar's tree binds `not` looser than `and`, so its nesting is not to be trusted: operands and operators are taken in the
// order they are written, and Python's precedence is applied here (precedence climbing).
const NOT = 3;
const COMPARISON = 4;
const UNARY = 11;
const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '|': 5,
  '^': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '//': 10,
  '%': 10,
  '@': 10,
  '**': 12,
};
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', '<>', 'in', 'not in', 'is', 'is not']);
const MAX_NESTING = 1000;

type Token = { readonly operand: SyntaxNode } | { readonly operator: string };

/** Evaluates an expression of unary and binary operators. */
export function evaluateOperators(node: SyntaxNode, context: Context): PyValue {
  const climber = new Climber(flatten(node, context), context);
  return climber.climb(0, true);
}

class Climber {
  #next = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly context: Context,
  ) {}

  /** @param live whether the value is needed; what `and`, `or` and chained comparisons skip is only walked over */
  climb(least: number, live: boolean): PyValue {
    let left = this.#prefix(least, live);
    for (let operator = this.#peek(); operator !== undefined; operator = this.#peek()) {
      const isComparison = COMPARISONS.has(operator);
      const precedence = isComparison ? COMPARISON : (PRECEDENCE[operator] ?? 0);
      if (precedence < least) break;
      if (isComparison) {
        left = this.#compare(left, live);
        continue;
      }
      this.#next++;
      if (operator === 'and' || operator === 'or') {
        const isDecided = truthy(left) === (operator === 'or');
        const right = this.climb(precedence + 1, live && !isDecided);
        if (!isDecided) left = right;
      } else {
        const right = this.climb(operator === '**' ? UNARY : precedence + 1, live);
        if (live) left = binary(operator, left, right, this.context.budget);
      }
    }
    return left;
  }

  #prefix(least: number, live: boolean): PyValue {
    const token = this.tokens[this.#next++];
    if (token === undefined) throw new Refusal('an operand is missing');
    if ('operand' in token) return live ? this.context.evaluate(token.operand) : null;
    if (token.operator === 'not' && least > NOT) throw new Refusal('`not` needs brackets here');
    return this.context.budget.nested(() => {
      if (token.operator === 'not') return !truthy(this.climb(NOT, live));
      const value = this.climb(UNARY, live);
      return live ? unary(token.operator, value) : null;
    });
  }

  #compare(first: PyValue, live: boolean): PyValue {
    let left = first;
    let holds = true;
    for (let operator = this.#peek(); operator !== undefined && COMPARISONS.has(operator); operator = this.#peek()) {
      this.#next++;
      const right = this.climb(COMPARISON + 1, live && holds);
      if (live && holds) holds = compareWith(operator, left, right, this.context.budget);
      left = right;
    }
    return holds;
  }

  #peek(): string | undefined {
    const token = this.tokens[this.#next];
    return token && 'operator' in token ? token.operator : undefined;
  }
}

function flatten(root: SyntaxNode, context: Context): Token[] {
  const tokens: Token[] = [];
  // From the right end to the left one, with a stack instead of recursion: `a + b + c + …` nests as deep as it is long.
  const pending: { item: SyntaxNode | string; depth: number }[] = [{ item: root, depth: 0 }];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const { item, depth } = entry;
    context.budget.step();
    // Beyond some depth the grammar gives up nesting, and its tree means something else.
    if (depth > MAX_NESTING) throw new Refusal(`an expression of more than ${MAX_NESTING} operators is refused`);
    if (typeof item === 'string') {
      tokens.push({ operator: item });
    } else if (item.name === 'BinaryExpression' || item.name === 'UnaryExpression') {
      const children = childrenOf(item);
      const first = item.name === 'BinaryExpression' ? children.shift() : undefined;
      const last = children.pop();
      const operator = children.map((child) => context.text(child)).join(' ');
      if (last === undefined || operator === '') throw new Refusal('an operand is missing');
      pending.push({ item: last, depth: depth + 1 }, { item: operator, depth });
      if (first) pending.push({ item: first, depth: depth + 1 });
    } else {
      tokens.push({ operand: item });
    }
  }
  return tokens;
}
