import type { FunctionDefinition, FunctionNode } from './function-def.js';
import { makerOf, outputOf, usersOf } from './references.js';

/** Ops whose result is a larger copy of what is there anyway. */
const COPIES = new Set(['Pad', 'PadV2', 'MirrorPad']);

/**
 * The same function in which a padded copy with one reader waits until all else that the reader needs is there. TensorFlow runs an op as
 * soon as its inputs are there: pictures that are padded for a filter's gradient would be made on the way forward and lie about until the
 * gradient comes back to them, at the height of memory.
 */
export function delayCopies(definition: FunctionDefinition): FunctionDefinition {
  const users = usersOf(definition);
  const given = new Set(definition.inputs.map(({ name }) => name));
  const delayed = (node: FunctionNode): FunctionNode => {
    if (!COPIES.has(node.op)) return node;
    const [reader, ...others] = users.get(outputOf(node)) ?? [];
    if (reader === undefined || others.length > 0) return node;
    const makers = new Set(reader.inputs.map(makerOf).filter((name) => name !== node.name && !given.has(name)));
    return { ...node, after: [...(node.after ?? []), ...makers] };
  };
  return { ...definition, nodes: definition.nodes.map(delayed) };
}
