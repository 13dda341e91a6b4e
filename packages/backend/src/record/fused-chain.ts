import type { FunctionDefinition, FunctionNode } from './function-def.js';
import { outputOf, type Users } from './references.js';

/** A convolution, what follows it up to the node whose output is left, and what those nodes read besides. */
export interface FusedChain {
  nodes: readonly FunctionNode[];
  /** The bias, then what is added. */
  args: readonly string[];
  fusedOps: readonly ('BiasAdd' | 'Add' | 'Relu')[];
}

/** What a chain may take. */
export interface ChainSurroundings {
  definition: FunctionDefinition;
  users: Users;
  /** Nodes that belong to another chain. */
  taken: ReadonlySet<string>;
}

/** The bias, the sum with another tensor of its shape, and the ReLU after a convolution, as far as nothing else reads what is in between. */
export function fusedChain(conv: FunctionNode, { definition, users, taken }: ChainSurroundings): FusedChain {
  /** The one node that reads what `node` gives. */
  const next = (node: FunctionNode): FunctionNode | undefined => {
    const readers = users.get(outputOf(node)) ?? [];
    return readers.length === 1 && readers[0] !== undefined && !taken.has(readers[0].name) ? readers[0] : undefined;
  };
  const nodes = [conv];
  const args: string[] = [];
  const fusedOps: FusedChain['fusedOps'][number][] = [];
  const bias = next(conv);
  if (bias?.op === 'BiasAdd' && bias.inputs[0] === outputOf(conv)) {
    nodes.push(bias);
    args.push(bias.inputs[1]!);
    fusedOps.push('BiasAdd');
    const sum = next(bias);
    const other = sum && addedTo(outputOf(bias), sum, definition);
    if (other !== undefined) {
      nodes.push(sum!);
      args.push(other);
      fusedOps.push('Add');
    }
  }
  const relu = next(nodes.at(-1)!);
  if (relu?.op === 'Relu') {
    nodes.push(relu);
    fusedOps.push('Relu');
  }
  return { nodes, args, fusedOps };
}

/** What a sum adds to `reference`, where it is another tensor of that shape. */
function addedTo(reference: string, { op, inputs }: FunctionNode, { types }: FunctionDefinition): string | undefined {
  if (op !== 'AddV2' && op !== 'Add') return undefined;
  const other = inputs.find((input) => input !== reference);
  if (other === undefined) return undefined;
  return types.get(other)?.shape.join() === types.get(reference)!.shape.join() ? other : undefined;
}
