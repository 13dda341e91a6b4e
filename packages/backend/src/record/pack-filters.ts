import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { type FusedChain, fusedChain, outputOf, usersOf } from './fused-chain.js';

/** oneDNN's convolution with what follows it; `_kernel` is how TensorFlow's own layout pass asks for its kernel. */
export const PACKED_OP = '_MklNativeFusedConv2D';
const KERNEL = 'MklNameChangeOp';

/** What of a convolution's own attributes the packed one has too. */
const SHARED = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format', 'dilations'];

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
    const chain = fusedChain(conv, { definition, users, taken });
    // oneDNN's op has a bias.
    if (chain.fusedOps[0] !== 'BiasAdd') continue;
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

function packedNode(name: string, { nodes, args, fusedOps }: FusedChain): FunctionNode {
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
