import type { FunctionDefinition, FunctionNode } from './function-def.js';
import { outputOf, usersOf } from './references.js';

const SUMS = new Set(['Add', 'AddV2']);
const NORM_GRADIENT = 'MmaBatchNormAddReluGrad';

/**
 * The same function in which the gradient of batch norm with a shortcut adds up by itself what comes to it from the two readers of a
 * block's output, where a sum would write and read it all once more.
 */
export function withSummedGradients(definition: FunctionDefinition): FunctionDefinition {
  const { nodes, types } = definition;
  const users = usersOf(definition);
  const sums = new Map(nodes.filter(({ op }) => SUMS.has(op)).map((node) => [outputOf(node), node]));
  const shapeOf = (reference: string): string => types.get(reference)!.shape.join();

  /** The sum that a gradient alone reads, of tensors of one shape. */
  const sumBefore = ({ op, inputs: [dy] }: FunctionNode): FunctionNode | undefined => {
    const sum = op === NORM_GRADIENT ? sums.get(dy!) : undefined;
    if (sum === undefined || users.get(dy!)!.length > 1) return undefined;
    return sum.inputs.every((term) => shapeOf(term) === shapeOf(dy!)) ? sum : undefined;
  };

  const taken = new Set<FunctionNode>();
  const summing = nodes.map((node): FunctionNode => {
    const sum = sumBefore(node);
    if (sum === undefined) return node;
    taken.add(sum);
    const [first, second] = sum.inputs as [string, string];
    const attributes = new Map(node.attributes).set('num_more', { kind: 'int', value: 1 });
    return { ...node, inputs: [first, ...node.inputs.slice(1), second], attributes };
  });
  return taken.size === 0 ? definition : { ...definition, nodes: summing.filter((node) => !taken.has(node)) };
}
