import { Refusal } from './refusal.js';
import { childrenOf, type SyntaxNode } from './syntax.js';

/** `import a.b as c`, or `from ..a import b as c, d`. */
export interface ImportedNames {
  /** With its leading dots; undefined for `import …`. */
  readonly module: string | undefined;
  /** `*`, or what is imported under which name. */
  readonly names: '*' | readonly { readonly path: string; readonly alias: string }[];
}

/** Takes an import statement apart. */
export function parseImport(node: SyntaxNode, text: (node: SyntaxNode) => string): ImportedNames {
  const nodes = childrenOf(node).filter((child) => child.name !== '(' && child.name !== ')');
  const split = nodes.findIndex((child) => child.name === 'import');
  const isFrom = nodes[0]?.name === 'from';
  const module = isFrom ? nodes.slice(1, split).map(text).join('') : undefined;
  const rest = nodes.slice(split + 1);
  if (rest[0]?.name === '*') return { module, names: '*' };
  const names: { path: string; alias: string }[] = [];
  let words: string[] = [];
  const finish = (): void => {
    const as = words.indexOf('as');
    const path = words.slice(0, as < 0 ? undefined : as).join('');
    if (path === '') return;
    // `import a.b` binds `a`.
    names.push({ path, alias: as < 0 ? (isFrom ? path : path.split('.')[0]!) : words[as + 1]! });
    words = [];
  };
  for (const child of rest) {
    if (child.name === ',') finish();
    else words.push(text(child));
  }
  finish();
  if (names.length === 0) throw new Refusal('nothing is imported here');
  return { module, names };
}

/** The `from … import …` statements under each `with read_base():` of a module. */
export function readBaseImports(module: SyntaxNode, text: (node: SyntaxNode) => string): SyntaxNode[] {
  return childrenOf(module)
    .filter((node) => node.name === 'WithStatement')
    .flatMap((node) => {
      const children = childrenOf(node);
      const [, call, body] = children;
      if (children.length !== 3 || !/^read_base\s*\(\s*\)$/.test(text(call!)) || body!.name !== 'Body') {
        throw refuseAt(node, 'the only `with` of a config is `with read_base():`');
      }
      const imports = childrenOf(body!).filter((child) => child.name !== ':');
      for (const statement of imports) {
        if (statement.name !== 'ImportStatement' || !text(statement).startsWith('from')) {
          throw refuseAt(statement, '`with read_base():` holds `from … import …` statements only');
        }
      }
      return imports;
    });
}

/** The path of a config module relative to the importing file, without extension: `..a.b` → `../a/b`. */
export function modulePath(module: string): string {
  const dots = /^\.*/.exec(module)![0].length;
  const rest = module.slice(dots).split('.').join('/');
  if (dots === 0 || rest === '') {
    throw new Refusal(
      `\`${module}\` is no file relative to this one`,
      'import base configs as in `from .._base_.default_runtime import *`',
    );
  }
  return ['.', ...Array<string>(dots - 1).fill('..'), rest].join('/');
}

function refuseAt(node: SyntaxNode, message: string): Refusal {
  const refusal = new Refusal(message);
  refusal.at = node.from;
  return refusal;
}
