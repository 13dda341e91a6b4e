import { assignTargets } from './assign.js';
import type { Context } from './context.js';
import { Refusal } from './refusal.js';
import type { SyntaxNode } from './syntax.js';
import { iterate, truthy } from './values.js';

/** Whether nodes between brackets are a comprehension: `x for x in xs`. */
export function isComprehension(nodes: readonly SyntaxNode[]): boolean {
  return nodes.some((node) => node.name === 'for');
}

/** Runs `emit` on the nodes before the first `for`, once for each turn of the loops, in a scope of its own. */
export function comprehend(
  nodes: readonly SyntaxNode[],
  context: Context,
  emit: (element: readonly SyntaxNode[], inner: Context) => void,
): void {
  const start = nodes.findIndex((node) => node.name === 'for' || node.name === 'async');
  const element = nodes.slice(0, start);
  const clauses = clausesOf(nodes.slice(start));
  const run = (index: number, inner: Context): void => {
    const clause = clauses[index];
    if (clause === undefined) {
      emit(element, inner);
      return;
    }
    if (clause.keyword === 'if') {
      if (truthy(inner.evaluate(clause.nodes[0]!))) run(index + 1, inner);
      return;
    }
    const at = clause.nodes.findIndex((node) => node.name === 'in');
    const source = clause.nodes[at + 1];
    if (at < 1 || source === undefined) throw new Refusal('a comprehension is written `[x for x in xs if …]`');
    // Python evaluates the first source outside.
    const items = iterate((index === 0 ? context : inner).evaluate(source), context.budget);
    for (const item of [...items]) {
      context.budget.step();
      assignTargets(clause.nodes.slice(0, at), item, inner);
      context.budget.nested(() => run(index + 1, inner));
    }
  };
  run(0, context.inner());
}

function clausesOf(nodes: readonly SyntaxNode[]): { keyword: string; nodes: SyntaxNode[] }[] {
  const clauses: { keyword: string; nodes: SyntaxNode[] }[] = [];
  for (const node of nodes) {
    if (node.name === 'async') throw new Refusal('`async` has no place in a config');
    if (node.name === 'for' || node.name === 'if') clauses.push({ keyword: node.name, nodes: [] });
    else clauses.at(-1)!.nodes.push(node);
  }
  return clauses;
}
