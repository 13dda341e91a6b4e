import type { FunctionDefinition, FunctionNode, TensorType } from './function-def.js';
import { outputOf } from './references.js';

/** A function in which some nodes give way to others. */
export class Rewriting {
  /** Names of nodes that have given way. */
  readonly taken = new Set<string>();
  /** Of all references, those to new nodes too. */
  readonly types: Map<string, TensorType>;
  /** What stands in place of a node, by its name. */
  private readonly replacements = new Map<string, readonly FunctionNode[]>();
  /** New references of what nodes gave. */
  private readonly renamed = new Map<string, string>();

  constructor(private readonly definition: FunctionDefinition) {
    this.types = new Map(definition.types);
  }

  /**
   * Puts `nodes` in the place of a chain's last node; the others go.
   * @param output what the op of the last new node, which keeps that name, calls its output
   */
  replace(chain: readonly FunctionNode[], nodes: readonly FunctionNode[], output: string): void {
    const last = chain.at(-1)!;
    const reference = `${last.name}:${output}:0`;
    for (const { name } of chain) this.taken.add(name);
    this.replacements.set(last.name, nodes);
    this.renamed.set(outputOf(last), reference);
    this.types.set(reference, this.definition.types.get(outputOf(last))!);
  }

  /** The function as it is now; the given one where nothing has been replaced. */
  result(): FunctionDefinition {
    const { definition, replacements, renamed, taken, types } = this;
    if (replacements.size === 0) return definition;
    const rename = (reference: string): string => renamed.get(reference) ?? reference;
    return {
      ...definition,
      types,
      nodes: definition.nodes
        .flatMap((node) => replacements.get(node.name) ?? (taken.has(node.name) ? [] : [node]))
        .map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
      outputs: definition.outputs.map((output) => ({ ...output, source: rename(output.source) })),
    };
  }
}
