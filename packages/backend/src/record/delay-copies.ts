import type { FunctionDefinition, FunctionNode } from './function-def.js';

/** Ops whose result is a larger copy of what is there anyway. */
const COPIES = new Set(['Pad', 'PadV2', 'MirrorPad']);

/**
 * The same function in which a padded copy with one reader waits until all else that the reader needs is there. TensorFlow runs an op as
 * soon as its inputs are there: pictures that are padded for a filter's gradient would be made on the way forward and lie about until the
 * gradient comes back to them, at the height of memory.
 */
export function delayCopies(definition: FunctionDefinition): FunctionDefinition {
  const readers = readersOf(definition);
  const given = new Set(definition.inputs.map(({ name }) => name));
  const controlsOf = (node: FunctionNode): string[] => {
    const of = readers.get(node.name) ?? [];
    const [reader] = of;
    if (!COPIES.has(node.op) || of.length !== 1 || reader === undefined) return [];
    const others = new Set(reader.inputs.map(nodeOf).filter((name) => name !== node.name && !given.has(name)));
    return [...others].map((name) => `^${name}`);
  };
  return {
    ...definition,
    nodes: definition.nodes.map((node) => ({ ...node, inputs: [...node.inputs, ...controlsOf(node)] })),
  };
}

const nodeOf = (reference: string): string => reference.split(':')[0]!;

/** Who reads what a node gives, once for each time; undefined stands for the function's caller. */
function readersOf({ nodes, outputs }: FunctionDefinition): Map<string, (FunctionNode | undefined)[]> {
  const readers = new Map<string, (FunctionNode | undefined)[]>();
  const add = (reference: string, reader: FunctionNode | undefined): void => {
    const name = nodeOf(reference);
    readers.set(name, [...(readers.get(name) ?? []), reader]);
  };
  for (const node of nodes) for (const input of node.inputs) add(input, node);
  for (const { source } of outputs) add(source, undefined);
  return readers;
}
