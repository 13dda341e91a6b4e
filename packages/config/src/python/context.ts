import { closestName } from '../closest-name.js';
import type { Origin } from '../origin.js';
import type { Budget } from './budget.js';
import { Refusal } from './refusal.js';
import type { SyntaxNode } from './syntax.js';
import { PyDict, type PyValue } from './values.js';

/** The file under evaluation. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** 1-based line of an offset. */
  readonly lineOf: (offset: number) => number;
}

/** Names that are there without being set, found last. */
export type Outer = (name: string) => PyValue | undefined;

interface Shared {
  readonly source: Source;
  readonly budget: Budget;
  readonly outer: Outer;
  readonly evaluate: (node: SyntaxNode, context: Context) => PyValue;
}

/** What an expression is evaluated in: the file, its budget, and the names in scope. */
export class Context {
  readonly names = new PyDict();
  /** Names that imports of classes and modules bound, here or in a base. */
  readonly imports = new Set<string>();
  readonly #shared: Shared;
  readonly #parent: Context | undefined;

  constructor(shared: Shared, parent?: Context) {
    this.#shared = shared;
    this.#parent = parent;
  }

  get budget(): Budget {
    return this.#shared.budget;
  }

  /** A scope inside this one, for a comprehension. */
  inner(): Context {
    return new Context(this.#shared, this);
  }

  evaluate(node: SyntaxNode): PyValue {
    return this.#shared.evaluate(node, this);
  }

  text(node: SyntaxNode): string {
    return this.#shared.source.text.slice(node.from, node.to);
  }

  between(from: number, to: number): string {
    return this.#shared.source.text.slice(from, to);
  }

  origin(node: SyntaxNode): Origin {
    return { file: this.#shared.source.file, line: this.#shared.source.lineOf(node.from) };
  }

  lookUp(name: string): PyValue {
    for (let context: Context | undefined = this; context; context = context.#parent) {
      const value = context.names.get(name);
      if (value !== undefined) return value;
    }
    const value = this.#shared.outer(name);
    if (value !== undefined) return value;
    const known: string[] = [];
    for (let context: Context | undefined = this; context; context = context.#parent) {
      for (const { key } of context.names.entries()) if (typeof key === 'string') known.push(key);
    }
    const base = this.#shared.outer('_base_');
    if (base instanceof PyDict && base.get(name) !== undefined) {
      throw new Refusal(
        `the name \`${name}\` is not set in this file`,
        `write \`_base_.${name}\` for what the base sets`,
      );
    }
    const near = closestName(name, known);
    throw new Refusal(`the name \`${name}\` is not set`, near === undefined ? undefined : `did you mean \`${near}\`?`);
  }
}
