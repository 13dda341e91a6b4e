import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';

/** oneDNN's convolution with what follows it; `_kernel` is how TensorFlow's own layout pass asks for its kernel. */
export const PACKED_OP = '_MklNativeFusedConv2D';
const KERNEL = 'MklNameChangeOp';

/** What of a convolution's own attributes the packed one has too. */
const SHARED = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format', 'dilations'];

/** A convolution, what follows it up to the node whose output is left, and what those nodes read besides. */
interface Chain {
  nodes: readonly FunctionNode[];
  args: readonly string[];
  fusedOps: readonly string[];
}

/**
 * The same function with every convolution whose filter is one of its arguments in `constant`, and the bias, sum and ReLU after it, as
 * one op that moves the filter into oneDNN's own layout at its first run and keeps it so: the function must be registered anew
 * when such an argument changes. TensorFlow itself does so only for filters that lie in the function as constants, which
 * hold them in memory several times over. Undefined where there is nothing to pack.
 */
export function packFilters(
  definition: FunctionDefinition,
  constant: ReadonlySet<string>,
): FunctionDefinition | undefined {
  const users = usersOf(definition);
  const taken = new Set<string>();
  const packed = new Map<string, FunctionNode>();
  const renamed = new Map<string, string>();
  for (const conv of definition.nodes) {
    if (conv.op !== 'Conv2D' || !constant.has(conv.inputs[1]!)) continue;
    const chain = chainOf(conv, { definition, users, taken });
    if (chain === undefined) continue;
    for (const { name } of chain.nodes) taken.add(name);
    const last = chain.nodes.at(-1)!;
    packed.set(last.name, packedNode(last.name, chain));
    renamed.set(outputOf(last), `${last.name}:output:0`);
  }
  if (packed.size === 0) return undefined;
  const rename = (reference: string): string => renamed.get(reference) ?? reference;
  return {
    ...definition,
    nodes: definition.nodes
      .filter(({ name }) => packed.has(name) || !taken.has(name))
      .map((node) => packed.get(node.name) ?? node)
      .map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    outputs: definition.outputs.map((output) => ({ ...output, source: rename(output.source) })),
  };
}

interface Surroundings {
  definition: FunctionDefinition;
  users: ReadonlyMap<string, readonly (FunctionNode | undefined)[]>;
  /** Nodes that belong to another chain. */
  taken: ReadonlySet<string>;
}

/** Undefined where no bias follows: oneDNN's op has one. */
function chainOf(conv: FunctionNode, surroundings: Surroundings): Chain | undefined {
  const { definition, users, taken } = surroundings;
  /** The one node that reads what `node` gives. */
  const next = (node: FunctionNode): FunctionNode | undefined => {
    const readers = users.get(outputOf(node)) ?? [];
    return readers.length === 1 && readers[0] !== undefined && !taken.has(readers[0].name) ? readers[0] : undefined;
  };
  const bias = next(conv);
  if (bias?.op !== 'BiasAdd' || bias.inputs[0] !== outputOf(conv)) return undefined;
  const nodes = [conv, bias];
  const args = [bias.inputs[1]!];
  const fusedOps = ['BiasAdd'];
  const sum = next(bias);
  const other = sum && addedTo(outputOf(bias), sum, definition);
  if (other !== undefined) {
    nodes.push(sum!);
    args.push(other);
    fusedOps.push('Add');
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

function packedNode(name: string, { nodes, args, fusedOps }: Chain): FunctionNode {
  const [conv] = nodes;
  const text = (value: string): Uint8Array => Buffer.from(value);
  const type = conv!.attributes.get('T')!.value as number;
  const attributes = new Map<string, AttributeValue>([
    ...[...conv!.attributes].filter(([key]) => SHARED.includes(key)),
    ['TArgs', { kind: 'type', value: args.map(() => type) }],
    ['num_args', { kind: 'int', value: args.length }],
    ['fused_ops', { kind: 'string', value: fusedOps.map(text) }],
    ['is_filter_const', { kind: 'bool', value: true }],
    ['_kernel', { kind: 'string', value: text(KERNEL) }],
  ]);
  return { name, op: PACKED_OP, inputs: [...conv!.inputs, ...args], attributes };
}

/** What each value goes into; undefined stands for the function's caller. */
function usersOf({ nodes, outputs }: FunctionDefinition): Map<string, (FunctionNode | undefined)[]> {
  const users = new Map<string, (FunctionNode | undefined)[]>();
  const add = (reference: string, user: FunctionNode | undefined): void => {
    users.set(reference, [...(users.get(reference) ?? []), user]);
  };
  for (const node of nodes) for (const input of node.inputs) add(input, node);
  for (const { source } of outputs) add(source, undefined);
  return users;
}

/** The reference of what a node with one output gives. */
function outputOf({ name, op }: FunctionNode): string {
  const argument = { Conv2D: 'output', BiasAdd: 'output', Relu: 'activations' }[op] ?? 'z';
  return `${name}:${argument}:0`;
}
