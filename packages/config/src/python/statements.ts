import { binary } from './arithmetic.js';
import { assignTargets, deleteTarget } from './assign.js';
import { evaluateItems, evaluateList } from './collections.js';
import type { Context } from './context.js';
import { parseImport } from './imports.js';
import { MODULES } from './modules.js';
import { Refusal } from './refusal.js';
import { childrenOf, type SyntaxNode, splitAt } from './syntax.js';
import { updateDict } from './update-dict.js';
import { iterate, PyDict, PyImport, PyList, truthy } from './values.js';

/** Set where a `break` or `continue` has to reach its loop. */
type Jump = 'break' | 'continue' | undefined;

type Rule = (node: SyntaxNode, context: Context) => Jump;

const RULES: Readonly<Record<string, Rule>> = {
  ExpressionStatement: (node, context) => {
    evaluateItems(childrenOf(node), context);
    return undefined;
  },
  AssignStatement: executeAssign,
  UpdateStatement: executeUpdate,
  StatementGroup: (node, context) => execute(childrenOf(node), context),
  IfStatement: executeIf,
  ForStatement: executeFor,
  DeleteStatement: (node, context) => {
    for (const part of splitAt(childrenOf(node).slice(1), ',')) deleteTarget(part[0]!, context);
    return undefined;
  },
  ImportStatement: executeImport,
  // Its imports were read before anything was evaluated.
  WithStatement: () => undefined,
  PassStatement: () => undefined,
  BreakStatement: () => 'break',
  ContinueStatement: () => 'continue',
  ';': () => undefined,
  ':': () => undefined,
};

/** Executes statements in order. */
export function execute(nodes: readonly SyntaxNode[], context: Context): Jump {
  for (const node of nodes) {
    try {
      context.budget.step();
      const rule = RULES[node.name];
      if (!rule) {
        const keyword = /^\S+/.exec(context.text(node))?.[0] ?? node.name;
        throw new Refusal(
          `the statement \`${keyword}\` is not supported in a config`,
          'supported are assignments, `if`, `for`, `del`, `import` of names, `with read_base():` and calls',
        );
      }
      const jump = context.budget.nested(() => rule(node, context));
      if (jump) return jump;
    } catch (error) {
      if (error instanceof Refusal) error.at ??= node.from;
      throw error;
    }
  }
  return undefined;
}

function executeAssign(node: SyntaxNode, context: Context): Jump {
  const parts = splitAt(
    childrenOf(node).filter((child) => child.name !== 'TypeDef'),
    'AssignOp',
  );
  // `x: int` alone sets nothing, and what `_base_` names was read before.
  if (parts.length < 2 || isBaseAssignment(parts, (child) => context.text(child))) return undefined;
  const value = evaluateList(parts.at(-1)!, context);
  for (const targets of parts.slice(0, -1)) assignTargets(targets, value, context);
  return undefined;
}

/** Whether the parts of an assignment say what a config inherits from. */
export function isBaseAssignment(
  parts: readonly (readonly SyntaxNode[])[],
  text: (node: SyntaxNode) => string,
): boolean {
  const target = parts[0]?.[0];
  return parts[0]?.length === 1 && target?.name === 'VariableName' && text(target) === '_base_';
}

function executeUpdate(node: SyntaxNode, context: Context): Jump {
  const [target, operatorNode, ...valueNodes] = childrenOf(node);
  const operator = context.text(operatorNode!).slice(0, -1);
  const current = context.evaluate(target!);
  const value = evaluateList(valueNodes, context);
  // Python changes lists and mappings in place, so other names of the same one see it.
  if (operator === '+' && current instanceof PyList) {
    const added = [...iterate(value, context.budget)];
    context.budget.items(added.length);
    for (const item of added) current.items.push(item);
  } else if (operator === '|' && current instanceof PyDict && value instanceof PyDict) {
    updateDict(current, value, context.budget);
  } else {
    assignTargets([target!], binary(operator, current, value, context.budget), context);
  }
  return undefined;
}

function executeIf(node: SyntaxNode, context: Context): Jump {
  const children = childrenOf(node);
  for (let index = 0; index < children.length; index++) {
    if (children[index]!.name === 'else') return execute(childrenOf(children[index + 1]!), context);
    if (truthy(context.evaluate(children[index + 1]!))) return execute(childrenOf(children[index + 2]!), context);
    index += 2;
  }
  return undefined;
}

function executeFor(node: SyntaxNode, context: Context): Jump {
  const children = childrenOf(node);
  const at = children.findIndex((child) => child.name === 'in');
  const bodies = children.filter((child) => child.name === 'Body');
  const body = childrenOf(bodies[0]!);
  const source = children.slice(at + 1, children.indexOf(bodies[0]!));
  for (const item of [...iterate(evaluateList(source, context), context.budget)]) {
    context.budget.step();
    assignTargets(children.slice(1, at), item, context);
    if (execute(body, context) === 'break') return undefined;
  }
  return bodies[1] ? execute(childrenOf(bodies[1]), context) : undefined;
}

function executeImport(node: SyntaxNode, context: Context): Jump {
  const { module, names } = parseImport(node, (child) => context.text(child));
  if (names === '*') {
    throw new Refusal('`import *` is only there for base configs', 'write it under `with read_base():`');
  }
  for (const { path, alias } of names) {
    const root = alias === path.split('.')[0] ? alias : path;
    const full = module === undefined ? root : `${module}.${path}`;
    context.imports.add(alias);
    context.names.set(alias, MODULES[full] ?? new PyImport(full), context.origin(node));
  }
  return undefined;
}
