import { ConfigError } from '../errors.js';
import { linesOf } from '../formats/position.js';
import type { Layer } from '../layer.js';
import { Budget } from './budget.js';
import { BUILTINS } from './builtins.js';
import { evaluateList } from './collections.js';
import { Context } from './context.js';
import { evaluateExpression } from './expressions.js';
import { modulePath, parseImport, readBaseImports } from './imports.js';
import { fromLayer, toLayer } from './plain.js';
import { Refusal } from './refusal.js';
import { execute, isBaseAssignment } from './statements.js';
import { childrenOf, parseModule, type SyntaxNode, splitAt } from './syntax.js';
import { type PyDict, PyImport, PyList, PyTuple, type PyValue } from './values.js';

/** A `.py` config that is parsed, but waits for what it inherits. */
export type PythonConfig =
  | {
      /** `_base_ = …`: what the file sets is merged over its bases. */
      readonly style: 'merged';
      /** Paths as written. */
      readonly bases: readonly string[];
      /** Evaluates the file. Its bases come back too, because a file may change them through `_base_`. */
      readonly evaluate: (base: Layer) => { own: Layer; base: Layer };
    }
  | {
      /** `with read_base(): from … import …`: names are imported, and nothing is merged. */
      readonly style: 'imported';
      /** Paths relative to the file, without extension. */
      readonly modules: readonly string[];
      readonly evaluate: (modules: ReadonlyMap<string, Layer>) => Layer;
    };

/**
 * Parses one of MMEngine's Python configs, in either of its two styles. It is interpreted, never run: the subset of Python that
 * configs use is evaluated over plain values, within a `Budget`, and nothing is imported.
 *
 * @throws {ConfigError} `MMA_CONFIG_SYNTAX`, or `MMA_CONFIG_PYTHON` for what is no part of the subset, with line and column
 */
export function parsePython(text: string, file: string): PythonConfig {
  const position = linesOf(text);
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const refusal = error instanceof RangeError ? new Refusal('nested too deeply to be evaluated') : error;
      if (!(refusal instanceof Refusal)) throw error;
      const { line, column } = position(refusal.at ?? 0);
      const isSyntax = refusal.message === 'not valid Python';
      const where = isSyntax || refusal.at !== undefined ? `${file}:${line}:${column}` : file;
      throw new ConfigError(isSyntax ? 'MMA_CONFIG_SYNTAX' : 'MMA_CONFIG_PYTHON', `${where}: ${refusal.message}`, {
        ...(refusal.hint && { hint: refusal.hint }),
      });
    }
  };
  const newContext = (budget: Budget, base?: () => PyDict): Context =>
    new Context({
      source: { file, text, lineOf: (offset) => position(offset).line },
      budget,
      outer: (name) => (name === '_base_' ? base?.() : BUILTINS.get(name)),
      evaluate: evaluateExpression,
    });

  const module = guarded(() => parseModule(text));
  const textOf = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const imports = guarded(() => readBaseImports(module, textOf));
  if (imports.length > 0) {
    return {
      style: 'imported',
      modules: guarded(() => imports.map((node) => modulePathAt(node, textOf))),
      evaluate: (modules) =>
        guarded(() => {
          const context = newContext(new Budget());
          for (const node of imports) {
            const layer = modules.get(modulePathAt(node, textOf));
            if (layer) importLayer(node, layer, { context, textOf });
          }
          execute(childrenOf(module), context);
          return layerOf(context, file);
        }),
    };
  }
  return {
    style: 'merged',
    bases: guarded(() => basesOf(module, newContext(new Budget()))),
    evaluate: (base) =>
      guarded(() => {
        const budget = new Budget();
        let changed: PyDict | undefined;
        const context = newContext(budget, () => (changed ??= fromLayer(base, budget)));
        execute(childrenOf(module), context);
        return { own: layerOf(context, file), base: changed ? toLayer(changed, { file }) : base };
      }),
  };
}

function basesOf(module: SyntaxNode, context: Context): string[] {
  for (const node of childrenOf(module)) {
    if (node.name !== 'AssignStatement') continue;
    const parts = splitAt(childrenOf(node), 'AssignOp');
    if (!isBaseAssignment(parts, (child) => context.text(child))) continue;
    const value = evaluateList(parts.at(-1)!, context);
    const paths: readonly PyValue[] = value instanceof PyList || value instanceof PyTuple ? value.items : [value];
    return paths.map((path) => {
      if (typeof path === 'string') return path;
      const refusal = new Refusal('`_base_` is a path or a list of paths');
      refusal.at = node.from;
      throw refusal;
    });
  }
  return [];
}

function modulePathAt(node: SyntaxNode, textOf: (node: SyntaxNode) => string): string {
  try {
    return modulePath(parseImport(node, textOf).module ?? '');
  } catch (error) {
    if (error instanceof Refusal) error.at ??= node.from;
    throw error;
  }
}

/** What `from base import …` brings in: the base's values, and the classes it imported itself. */
function importLayer(
  node: SyntaxNode,
  layer: Layer,
  { context, textOf }: { context: Context; textOf: (node: SyntaxNode) => string },
): void {
  const all = fromLayer(layer, context.budget);
  for (const [name, path] of layer.imports ?? []) {
    if (all.entry(name) === undefined) all.set(name, new PyImport(path), context.origin(node));
    context.imports.add(name);
  }
  const { names } = parseImport(node, textOf);
  const wanted = names === '*' ? all.entries().map(({ key }) => ({ path: String(key), alias: String(key) })) : names;
  for (const { path, alias } of wanted) {
    const entry = all.entry(path);
    if (!entry) {
      const refusal = new Refusal(`the base sets no \`${path}\``);
      refusal.at = node.from;
      throw refusal;
    }
    context.names.set(alias, entry.value, entry.origin);
  }
}

function layerOf({ names, imports }: Context, file: string): Layer {
  const paths = new Map<string, string>();
  for (const name of imports) {
    const value = names.get(name);
    if (value instanceof PyImport) paths.set(name, value.path);
  }
  return { ...toLayer(names, { file, imports }), imports: paths };
}
