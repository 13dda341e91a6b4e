import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { type FusedChain, fusedChain } from './fused-chain.js';
import { usersOf } from './references.js';
import { Rewriting } from './rewriting.js';

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
  const rewriting = new Rewriting(definition);
  for (const conv of definition.nodes) {
    if (conv.op !== 'Conv2D' || !constant.has(conv.inputs[1]!)) continue;
    const chain = fusedChain(conv, { definition, users, taken: rewriting.taken });
    // oneDNN's op has a bias.
    if (chain.fusedOps[0] !== 'BiasAdd') continue;
    rewriting.replace(chain.nodes, [packedNode(chain.nodes.at(-1)!.name, chain)], 'output');
  }
  const packed = rewriting.result();
  return packed === definition ? undefined : packed;
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
