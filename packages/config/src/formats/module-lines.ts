import { type Expression, type Program, parseSync } from 'oxc-parser';
import { MAX_DEPTH } from '../layer.js';
import { pathKey } from '../origin.js';
import { linesOf } from './position.js';

/**
 * The 1-based line of each value that a module's default export writes out, by `pathKey`. Names of constants of the same file
 * are followed; what is computed or imported has no line of its own.
 */
export function moduleLines(text: string, file: string): Map<string, number> {
  const lines = new Map<string, number>();
  const { program } = parseSync(file, text);
  const constants = constantsOf(program);
  const position = linesOf(text);

  const visit = (node: Expression, path: readonly string[]): void => {
    if (path.length > MAX_DEPTH) return;
    const inner = unwrap(node, constants);
    if (inner.type === 'ArrayExpression') {
      for (const [index, item] of inner.elements.entries()) {
        // What stands behind a spread has an index that only running tells.
        if (item === null || item.type === 'SpreadElement') break;
        lines.set(pathKey([...path, String(index)]), position(item.start).line);
        visit(item, [...path, String(index)]);
      }
    }
    if (inner.type !== 'ObjectExpression') return;
    for (const property of inner.properties) {
      if (property.type !== 'Property' || property.computed) continue;
      const { key } = property;
      const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined;
      if (name === undefined) continue;
      lines.set(pathKey([...path, name]), position(property.start).line);
      visit(property.value, [...path, name]);
    }
  };

  for (const statement of program.body) {
    if (statement.type !== 'ExportDefaultDeclaration') continue;
    lines.set(pathKey([]), position(statement.start).line);
    visit(statement.declaration as Expression, []);
  }
  return lines;
}

function constantsOf(program: Program): Map<string, Expression> {
  const constants = new Map<string, Expression>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init) constants.set(id.name, init);
    }
  }
  return constants;
}

/** The literal behind `defineConfig(…)`, `… as const`, `… satisfies T`, brackets and the names of constants. */
function unwrap(node: Expression, constants: ReadonlyMap<string, Expression>): Expression {
  let inner = node;
  for (let hops = 0; hops < 20; hops++) {
    let next: Expression | undefined;
    if (inner.type === 'Identifier') next = constants.get(inner.name);
    else if (inner.type === 'CallExpression') {
      const [first] = inner.arguments;
      const isDefine = inner.callee.type === 'Identifier' && inner.callee.name === 'defineConfig';
      next = isDefine && first && first.type !== 'SpreadElement' ? first : undefined;
    } else if (
      inner.type === 'TSAsExpression' ||
      inner.type === 'TSSatisfiesExpression' ||
      inner.type === 'ParenthesizedExpression'
    ) {
      next = inner.expression;
    }
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}
