import type { FunctionDefinition, FunctionNode } from './function-def.js';
import { makerOf, outputOf, type Users } from './references.js';

/** What kernels of ours know of a convolution: square, the same step and the same border of zeros on all sides, no dilation. */
export interface ConvolutionWindow {
  kernel: number;
  stride: number;
  padding: number;
}

const numbersOf = ({ attributes }: FunctionNode, name: string): readonly number[] =>
  (attributes.get(name)?.value as readonly number[] | undefined) ?? [1, 1, 1, 1];

/** The window of a convolution, or of one of its gradients; undefined where kernels of ours do not know such. */
export function windowOf(node: FunctionNode, filter: readonly number[]): ConvolutionWindow | undefined {
  const [kernel, across] = filter as [number, number];
  const [, stride, acrossStride] = numbersOf(node, 'strides') as [number, number, number];
  if (kernel !== across || stride !== acrossStride) return undefined;
  if (numbersOf(node, 'dilations').some((rate) => rate !== 1)) return undefined;
  const padding = paddingOf(node, kernel, stride);
  return padding === undefined ? undefined : { kernel, stride, padding };
}

function paddingOf(node: FunctionNode, kernel: number, stride: number): number | undefined {
  switch (Buffer.from(node.attributes.get('padding')!.value as Uint8Array).toString()) {
    case 'VALID':
      return 0;
    case 'SAME':
      return stride === 1 && kernel % 2 === 1 ? (kernel - 1) / 2 : undefined;
    default: {
      const [, , ...borders] = numbersOf(node, 'explicit_paddings');
      const [top, bottom, left, right] = borders as [number, number, number, number];
      return top === bottom && top === left && top === right ? top : undefined;
    }
  }
}

/** Numbers that a node of the function gives always. */
function constant(reference: string, nodesByName: ReadonlyMap<string, FunctionNode>): Int32Array | undefined {
  const value = nodesByName.get(makerOf(reference))?.attributes.get('value');
  if (value?.kind !== 'tensor') return undefined;
  const { buffer, byteOffset, byteLength } = Uint8Array.from(value.value.content);
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** The picture inside a border of zeros, the same on all sides, and how wide that is. */
export function unpadded(
  reference: string,
  nodesByName: ReadonlyMap<string, FunctionNode>,
): { image: string; padding: number } | undefined {
  const node = nodesByName.get(makerOf(reference));
  if (node?.op !== 'Pad') return undefined;
  const sizes = constant(node.inputs[1]!, nodesByName);
  if (sizes === undefined) return undefined;
  const [, , top, bottom, left, right] = sizes;
  return top === bottom && top === left && top === right ? { image: node.inputs[0]!, padding: top! } : undefined;
}

/** The node that alone reads what another gives, and takes a border off it; and how wide that is. */
export function cropAfter(
  node: FunctionNode,
  {
    definition,
    users,
    nodesByName,
  }: { definition: FunctionDefinition; users: Users; nodesByName: ReadonlyMap<string, FunctionNode> },
): { slice: FunctionNode; border: number } | undefined {
  const [slice, ...others] = users.get(outputOf(node)) ?? [];
  if (slice?.op !== 'Slice' || others.length > 0) return undefined;
  const begin = constant(slice.inputs[1]!, nodesByName);
  if (begin === undefined) return undefined;
  const [, height, width] = definition.types.get(outputOf(node))!.shape as [number, number, number];
  const [, inHeight, inWidth] = definition.types.get(outputOf(slice))!.shape as [number, number, number];
  const border = begin[1]!;
  const isInside = begin[2] === border && height === inHeight + 2 * border && width === inWidth + 2 * border;
  return isInside ? { slice, border } : undefined;
}
