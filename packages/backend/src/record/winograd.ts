import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { fusedChain, outputOf, usersOf } from './fused-chain.js';

type Shape = readonly number[];

/** Outputs of a tile are TILE × TILE. */
const TILE = 4;
/** Taking a filter to its points costs as much as so many tiles give back. */
const MIN_TILES = 64;
/** A filter's gradient is not stored at the points where tiles are few. */
const MIN_GRADIENT_TILES = 32;
/** Outputs that tiles hold may be twice those that the picture has: the multiplications are a quarter. */
const MAX_WASTE = 2;
/** More would not fit the kernels' stacks. */
const MAX_CHANNELS = 4096;

/**
 * The same function with convolutions of 3 × 3, stride 1, and their gradients, in Winograd's way (Lavin & Gray,
 * https://arxiv.org/abs/1509.09308) where that is faster: a quarter of the multiplications, at twice the rounding error of
 * plain sums in float32. The bias, sum and ReLU after a convolution become part of it.
 * @param panel what the numbers of channels must be multiples of
 */
export function withWinograd(definition: FunctionDefinition, panel: number): FunctionDefinition {
  const users = usersOf(definition);
  const taken = new Set<string>();
  /** What stands in place of a node, by its name. */
  const replacements = new Map<string, FunctionNode[]>();
  /** New references of what nodes gave. */
  const renamed = new Map<string, string>();
  const types = new Map(definition.types);
  const points = new Map<string, string>();
  const inputNames = new Set(definition.inputs.map(({ name }) => name));
  const shapeOf = (reference: string): Shape => definition.types.get(reference)!.shape;

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
    types.set(reference, { ...types.get(filter)!, shape: [37, ...(turned ? [outputs, inputs] : [inputs, outputs])] });
    const [maker] = x.split(':') as [string];
    const after = inputNames.has(maker) ? [] : [maker];
    return [reference, [{ name, op, inputs: [filter], attributes: new Map(), after }]];
  };

  /** `last` names the node in whose place the new one stands. */
  const replace = (last: FunctionNode, nodes: readonly FunctionNode[], output: string): void => {
    const reference = `${last.name}:${output}:0`;
    replacements.set(last.name, [...nodes]);
    renamed.set(outputOf(last), reference);
    types.set(reference, definition.types.get(outputOf(last))!);
  };

  for (const node of definition.nodes) {
    const [first, second, third] = node.inputs as [string, string, string];
    if (node.op === 'Conv2D' && suits(node, { pictures: shapeOf(first), filter: shapeOf(second), panel })) {
      const chain = fusedChain(node, { definition, users, taken });
      const last = chain.nodes.at(-1)!;
      for (const { name } of chain.nodes) taken.add(name);
      const [at, filterNodes] = filterPoints(second, first, false);
      const fused = new Set(chain.fusedOps);
      const conv = { name: last.name, op: 'MmaWinogradConv', inputs: [first, at, ...chain.args] };
      replace(last, [...filterNodes, { ...conv, attributes: finish(fused) }], 'y');
    } else if (
      node.op === 'Conv2DBackpropInput' &&
      suits(node, { pictures: shapeOf(third), filter: shapeOf(second), panel })
    ) {
      const [at, filterNodes] = filterPoints(second, third, true);
      const conv = { name: node.name, op: 'MmaWinogradConv', inputs: [third, at] };
      replace(node, [...filterNodes, { ...conv, attributes: finish(new Set()) }], 'y');
    } else if (
      node.op === 'Conv2DBackpropFilter' &&
      suits(node, { pictures: shapeOf(first), filter: shapeOf(outputOf(node)), panel })
    ) {
      const gradient = { name: node.name, op: 'MmaWinogradFilterGradient', inputs: [first, third] };
      replace(node, [{ ...gradient, attributes: new Map() }], 'dw');
    }
  }
  if (replacements.size === 0) return definition;
  const rename = (reference: string): string => renamed.get(reference) ?? reference;
  return {
    ...definition,
    types,
    nodes: definition.nodes
      .flatMap((node) => replacements.get(node.name) ?? (taken.has(node.name) ? [] : [node]))
      .map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    outputs: definition.outputs.map((output) => ({ ...output, source: rename(output.source) })),
  };
}

/** Whether a convolution of such pictures, or the gradient of one, can be done in this way, and gains by it. */
function suits(
  { op, attributes }: FunctionNode,
  { pictures, filter, panel }: { pictures: Shape; filter: Shape; panel: number },
): boolean {
  const { padding, strides, dilations } = Object.fromEntries(attributes) as Record<string, AttributeValue | undefined>;
  const isOne = (value: AttributeValue | undefined): boolean =>
    value === undefined || (value.value as readonly number[]).every((each) => each === 1);
  const isSame = padding?.kind === 'string' && Buffer.from(padding.value as Uint8Array).toString() === 'SAME';
  const [kernelHeight, kernelWidth, ...channels] = filter;
  if (kernelHeight !== 3 || kernelWidth !== 3 || !isSame || !isOne(strides) || !isOne(dilations)) return false;
  if (!channels.every((count) => count % panel === 0 && count <= MAX_CHANNELS)) return false;
  const [count, height, width] = pictures as [number, number, number];
  const tiles = count * Math.ceil(height / TILE) * Math.ceil(width / TILE);
  const enough = op === 'Conv2DBackpropFilter' ? MIN_GRADIENT_TILES : MIN_TILES;
  return tiles >= enough && tiles * TILE * TILE <= MAX_WASTE * count * height * width;
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
