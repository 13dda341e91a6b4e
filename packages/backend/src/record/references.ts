import type { FunctionDefinition, FunctionNode } from './function-def.js';

/** What each value goes into; undefined stands for the function's caller. */
export type Users = ReadonlyMap<string, readonly (FunctionNode | undefined)[]>;

export function usersOf({ nodes, outputs }: FunctionDefinition): Users {
  const users = new Map<string, (FunctionNode | undefined)[]>();
  const add = (reference: string, user: FunctionNode | undefined): void => {
    const known = users.get(reference);
    if (known === undefined) users.set(reference, [user]);
    else known.push(user);
  };
  for (const node of nodes) for (const input of node.inputs) add(input, node);
  for (const { source } of outputs) add(source, undefined);
  return users;
}

/** The node, or the function's argument, that a reference is to. */
export const makerOf = (reference: string): string => reference.split(':')[0]!;

/** What ops call their output; sums call it `z`. */
const OUTPUT: Readonly<Record<string, string>> = {
  Conv2D: 'output',
  Conv2DBackpropFilter: 'output',
  Conv2DBackpropInput: 'output',
  BiasAdd: 'output',
  MirrorPad: 'output',
  Pad: 'output',
  PadV2: 'output',
  Relu: 'activations',
  Slice: 'output',
};

/** The reference of what a node with one output gives. */
export function outputOf({ name, op }: FunctionNode): string {
  return `${name}:${OUTPUT[op] ?? 'z'}:0`;
}
