import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { fusedChain } from './fused-chain.js';
import { makerOf, outputOf, usersOf } from './references.js';
import { Rewriting } from './rewriting.js';

type Shape = readonly number[];

export interface OwnConvolutions {
  /** What numbers of channels must be multiples of. */
  panel: number;
  /** Convolutions and their gradients by inputs, which are for float32. */
  winograd: boolean;
  /** Filters stay: they are taken to their points once, whatever that costs. */
  stable: boolean;
}

/** A filter at its points is a plane for each of 36, and room for one: see native/src/kernels/winograd/winograd.h. */
const PLANES = 37;
/** Outputs of a tile are TILE × TILE. */
const TILE = 4;
/** With fewer tiles a filter's reading at the points, and its way there, cost more than its products save. */
const MIN_TILES = { stable: 12, live: 64 };
/** With more, laying out the numbers for a gradient by a 1 × 1 filter takes longer than its products save. */
const MAX_POINTWISE_POSITIONS = 3000;
/** Outputs that tiles hold may be twice those that the picture has: the multiplications are a quarter. */
const MAX_WASTE = 2;
/** More would not fit the kernels' stacks. */
const MAX_CHANNELS = 4096;

/**
 * The same function with 3 × 3 convolutions and their gradients done by kernels of ours where that is faster: those of stride 1 in
 * Winograd's way (Lavin & Gray, https://arxiv.org/abs/1509.09308), with a quarter of the multiplications, at twice the rounding
 * error of plain sums in float32; the gradients by filters also of other strides. The bias, sum and ReLU after a convolution
 * become part of it.
 */
export function withOwnConvolutions(
  definition: FunctionDefinition,
  { panel, winograd, stable }: OwnConvolutions,
): FunctionDefinition {
  const users = usersOf(definition);
  const suits = { panel, minTiles: stable ? MIN_TILES.stable : MIN_TILES.live };
  const inputNames = new Set(definition.inputs.map(({ name }) => name));
  const nodesByName = new Map(definition.nodes.map((node) => [node.name, node]));
  const shapeOf = (reference: string): Shape => definition.types.get(reference)!.shape;
  const rewriting = new Rewriting(definition);
  const points = new Map<string, string>();

  /**
   * The reference of a filter at its points, and the node that takes it there unless there is one already. That node waits for `x`:
   * all filters at their points at once would take four times the memory of the weights.
   */
  const filterPoints = (filter: string, x: string, turned: boolean): [reference: string, nodes: FunctionNode[]] => {
    const key = `${filter} ${turned}`;
    const known = points.get(key);
    if (known !== undefined) return [known, []];
    const op = turned ? 'MmaWinogradTurnedFilter' : 'MmaWinogradFilter';
    const name = `${op}_${points.size}`;
    const [, , inputs, outputs] = shapeOf(filter) as [number, number, number, number];
    const reference = `${name}:points:0`;
    points.set(key, reference);
    const shape = [PLANES, ...(turned ? [outputs, inputs] : [inputs, outputs])];
    rewriting.types.set(reference, { ...definition.types.get(filter)!, shape });
    const maker = makerOf(x);
    const after = inputNames.has(maker) ? [] : [maker];
    return [reference, [{ name, op, inputs: [filter], attributes: new Map(), after }]];
  };

  for (const node of definition.nodes) {
    const [first, second, third] = node.inputs as [string, string, string];
    if (node.op === 'Conv2D' && winograd && suitsWinograd(node, shapeOf(first), shapeOf(second), suits)) {
      const chain = fusedChain(node, { definition, users, taken: rewriting.taken });
      const { name } = chain.nodes.at(-1)!;
      const [at, filterNodes] = filterPoints(second, first, false);
      const conv = { name, op: 'MmaWinogradConv', inputs: [first, at, ...chain.args] };
      rewriting.replace(chain.nodes, [...filterNodes, { ...conv, attributes: finish(new Set(chain.fusedOps)) }], 'y');
    } else if (
      node.op === 'Conv2DBackpropInput' &&
      winograd &&
      suitsWinograd(node, shapeOf(third), shapeOf(second), suits)
    ) {
      const [at, filterNodes] = filterPoints(second, third, true);
      const conv = { name: node.name, op: 'MmaWinogradConv', inputs: [third, at] };
      rewriting.replace([node], [...filterNodes, { ...conv, attributes: finish(new Set()) }], 'y');
    } else if (node.op === 'Conv2DBackpropFilter') {
      const filter = shapeOf(outputOf(node));
      const window = gradientWindow(node, { filter, dy: shapeOf(third), panel });
      if (window === undefined) continue;
      const inside = window.padding === 0 ? unpadded(nodesByName.get(makerOf(first)), nodesByName) : undefined;
      const attributes = new Map<string, AttributeValue>([
        ['T', node.attributes.get('T')!],
        ['stride', { kind: 'int', value: window.stride }],
        ['padding', { kind: 'int', value: inside?.padding ?? window.padding }],
      ]);
      const inputs = [inside?.image ?? first, third];
      const op = `MmaFilterGradient${filter[0]}x${filter[1]}`;
      rewriting.replace([node], [{ name: node.name, op, inputs, attributes }], 'dw');
    }
  }
  return rewriting.result();
}

const numbersOf = (value: AttributeValue | undefined): readonly number[] =>
  (value?.value as readonly number[] | undefined) ?? [1, 1, 1, 1];

const paddingOf = ({ attributes }: FunctionNode): string =>
  Buffer.from(attributes.get('padding')!.value as Uint8Array).toString();

/** Whether a filter's shape, and the spacing of its taps, are what kernels of ours are for. */
function suitsFilter({ attributes }: FunctionNode, filter: Shape, panel: number): boolean {
  const [, , ...channels] = filter;
  if (numbersOf(attributes.get('dilations')).some((rate) => rate !== 1)) return false;
  return channels.every((count) => count % panel === 0 && count <= MAX_CHANNELS);
}

const isSize = (size: number, [height, width]: Shape): boolean => height === size && width === size;

interface Suits {
  panel: number;
  minTiles: number;
}

/** Whether a convolution of such pictures, or the gradient by its input, can be done in Winograd's way, and gains by it. */
function suitsWinograd(node: FunctionNode, pictures: Shape, filter: Shape, { panel, minTiles }: Suits): boolean {
  const isDense = numbersOf(node.attributes.get('strides')).every((step) => step === 1);
  if (!isSize(3, filter) || !suitsFilter(node, filter, panel) || !isDense || paddingOf(node) !== 'SAME') return false;
  const [count, height, width] = pictures as [number, number, number];
  const tiles = count * Math.ceil(height / TILE) * Math.ceil(width / TILE);
  return tiles >= minTiles && tiles * TILE * TILE <= MAX_WASTE * count * height * width;
}

interface Window {
  stride: number;
  padding: number;
}

/** The window of a convolution whose gradient by its filter a kernel of ours gives. */
function gradientWindow(
  node: FunctionNode,
  { filter, dy, panel }: { filter: Shape; dy: Shape; panel: number },
): Window | undefined {
  const [, stride, across] = numbersOf(node.attributes.get('strides')) as [number, number, number];
  if (!suitsFilter(node, filter, panel) || stride !== across) return undefined;
  const isSame = paddingOf(node) === 'SAME';
  if (!isSame && paddingOf(node) !== 'VALID') return undefined;
  if (isSize(1, filter)) {
    const [count, height, width] = dy as [number, number, number];
    const pays = count * height * width <= MAX_POINTWISE_POSITIONS;
    return pays && !isSame ? { stride, padding: 0 } : undefined;
  }
  if (!isSize(3, filter) || (isSame && stride !== 1)) return undefined;
  return { stride, padding: isSame ? 1 : 0 };
}

/** The picture inside a border of zeros, the same on all sides, and how wide that is. */
function unpadded(
  node: FunctionNode | undefined,
  nodesByName: ReadonlyMap<string, FunctionNode>,
): { image: string; padding: number } | undefined {
  if (node?.op !== 'Pad') return undefined;
  const [image, sizes] = node.inputs as [string, string];
  const value = nodesByName.get(makerOf(sizes))?.attributes.get('value');
  if (value?.kind !== 'tensor') return undefined;
  const { buffer, byteOffset, byteLength } = Uint8Array.from(value.value.content);
  const [, , top, bottom, left, right] = new Int32Array(buffer, byteOffset, byteLength / 4);
  return top === bottom && top === left && top === right ? { image, padding: top! } : undefined;
}

function finish(fused: ReadonlySet<string>): ReadonlyMap<string, AttributeValue> {
  const flag = (value: boolean): AttributeValue => ({ kind: 'bool', value });
  const [bias, sum] = [fused.has('BiasAdd'), fused.has('Add')];
  return new Map<string, AttributeValue>([
    ['bias', flag(bias)],
    ['sum', flag(sum)],
    ['relu', flag(fused.has('Relu'))],
    ['num_args', { kind: 'int', value: Number(bias) + Number(sum) }],
  ]);
}
