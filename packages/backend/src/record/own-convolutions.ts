import { type ConvolutionWindow, cropAfter, unpadded, windowOf } from './convolution-window.js';
import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { fusedChain } from './fused-chain.js';
import { OwnFilters } from './own-filters.js';
import { outputOf, usersOf } from './references.js';
import { Rewriting } from './rewriting.js';

type Shape = readonly [number, number, number, number];

export interface OwnConvolutions {
  /** What numbers of channels must be multiples of. */
  panel: number;
  /** Direct convolutions and their gradients by inputs, which are for float32. */
  direct: boolean;
}

/** Outputs of a tile are TILE × TILE. */
const TILE = 4;
/** With fewer tiles a filter's way to the points costs more than its products save. */
const MIN_TILES = 12;
/** Outputs that tiles hold may be twice those that the picture has: the multiplications are a quarter. */
const MAX_WASTE = 2;
/** More would not fit the stacks of Winograd's kernels. */
const MAX_CHANNELS = 4096;

/**
 * The same function with convolutions and their gradients done by kernels of ours: 3 × 3 ones of stride 1 in Winograd's way (Lavin &
 * Gray, https://arxiv.org/abs/1509.09308), with a quarter of the multiplications, at twice the rounding error of plain sums in
 * float32; others directly; and the gradients by filters likewise. The bias, sum and ReLU after a convolution become part of it.
 */
export function withOwnConvolutions(
  definition: FunctionDefinition,
  { panel, direct }: OwnConvolutions,
): FunctionDefinition {
  const users = usersOf(definition);
  const nodesByName = new Map(definition.nodes.map((node) => [node.name, node]));
  const surroundings = { definition, users, nodesByName };
  const shapeOf = (reference: string): Shape => definition.types.get(reference)!.shape as Shape;
  const rewriting = new Rewriting(definition);
  const filters = new OwnFilters(definition, rewriting);

  const replaceConvolution = (node: FunctionNode): void => {
    const [x, filter] = node.inputs as [string, string];
    const window = windowOf(node, shapeOf(filter));
    if (window === undefined || shapeOf(filter)[3] % panel !== 0) return;
    const isAtPoints = suitsWinograd(window, { pictures: shapeOf(x), filter: shapeOf(filter), panel });
    if (!(isAtPoints || direct)) return;
    const chain = fusedChain(node, { definition, users, taken: rewriting.taken });
    const { name } = chain.nodes.at(-1)!;
    const finish = finishing(new Set(chain.fusedOps));
    if (isAtPoints) {
      const attributes = new Map([numbersOf(node), ...finish]);
      rewriting.replace(
        chain.nodes,
        [{ name, op: 'MmaWinogradConv', inputs: [x, filter, ...chain.args], attributes }],
        'y',
      );
      return;
    }
    const { reference, nodes } = filters.packed(filter, x, { gradient: false, stride: 1, padding: 0 });
    const attributes = new Map([...steps(window), ...finish]);
    const conv = { name, op: 'MmaDirectConv', inputs: [x, reference, ...chain.args], attributes };
    rewriting.replace(chain.nodes, [...nodes, conv], 'y');
  };

  const replaceInputGradient = (node: FunctionNode): void => {
    const [, filter, dy] = node.inputs as [string, string, string];
    const given = windowOf(node, shapeOf(filter));
    if (given === undefined || shapeOf(filter)[2] % panel !== 0) return;
    if (suitsWinograd(given, { pictures: shapeOf(dy), filter: shapeOf(filter), panel })) {
      const attributes = new Map([numbersOf(node)]);
      const gradient = { name: node.name, op: 'MmaWinogradInputGradient', inputs: [dy, filter], attributes };
      rewriting.replace([node], [gradient], 'dx');
      return;
    }
    if (!direct) return;
    // TensorFlow's gradient of a picture with a border, and then its inside: ours gives that at once.
    const crop = given.padding === 0 ? cropAfter(node, surroundings) : undefined;
    const window = { ...given, padding: crop?.border ?? given.padding };
    const chain = crop === undefined ? [node] : [node, crop.slice];
    const last = chain.at(-1)!;
    const [, height, width] = shapeOf(outputOf(last));
    const { reference, nodes } = filters.packed(filter, dy, { gradient: true, ...window });
    const attributes = new Map([...steps(window), ...integers({ height, width })]);
    const gradient = { name: last.name, op: 'MmaDirectInputGradient', inputs: [dy, reference], attributes };
    rewriting.replace(chain, [...nodes, gradient], 'dx');
  };

  const replaceFilterGradient = (node: FunctionNode): void => {
    const [x, , dy] = node.inputs as [string, string, string];
    const filter = shapeOf(outputOf(node));
    const given = windowOf(node, filter);
    if (given === undefined || filter[3] % panel !== 0) return;
    const inside = given.padding === 0 ? unpadded(x, nodesByName) : undefined;
    const window = { ...given, padding: inside?.padding ?? given.padding };
    const attributes = new Map([numbersOf(node), ...integers({ kernel: given.kernel }), ...steps(window)]);
    const gradient = { name: node.name, op: 'MmaFilterGradient', inputs: [inside?.image ?? x, dy], attributes };
    rewriting.replace([node], [gradient], 'dw');
  };

  for (const node of definition.nodes) {
    if (node.op === 'Conv2D') replaceConvolution(node);
    else if (node.op === 'Conv2DBackpropInput') replaceInputGradient(node);
    else if (node.op === 'Conv2DBackpropFilter') replaceFilterGradient(node);
  }
  return rewriting.result();
}

/** Whether a convolution of such pictures, or the gradient by its input, can be done in Winograd's way, and gains by it. */
function suitsWinograd(
  window: ConvolutionWindow,
  { pictures, filter, panel }: { pictures: Shape; filter: Shape; panel: number },
): boolean {
  if (window.kernel !== 3 || window.stride !== 1 || window.padding !== 1 || !suitsPanels(filter, panel)) return false;
  const [count, height, width] = pictures;
  const tiles = count * Math.ceil(height / TILE) * Math.ceil(width / TILE);
  return tiles >= MIN_TILES && tiles * TILE * TILE <= MAX_WASTE * count * height * width;
}

const suitsPanels = ([, , ...channels]: Shape, panel: number): boolean =>
  channels.every((count) => count % panel === 0 && count <= MAX_CHANNELS);

/** The numbers that a node works on. */
const numbersOf = ({ attributes }: FunctionNode): readonly [string, AttributeValue] => ['T', attributes.get('T')!];

const integers = (values: Readonly<Record<string, number>>): (readonly [string, AttributeValue])[] =>
  Object.entries(values).map(([name, value]) => [name, { kind: 'int', value }]);

const steps = ({ stride, padding }: ConvolutionWindow) => integers({ stride, padding });

function finishing(fused: ReadonlySet<string>): (readonly [string, AttributeValue])[] {
  const [bias, sum, relu] = [fused.has('BiasAdd'), fused.has('Add'), fused.has('Relu')];
  const flags = Object.entries({ bias, sum, relu }).map(([name, value]): readonly [string, AttributeValue] => [
    name,
    { kind: 'bool', value },
  ]);
  return [...flags, ...integers({ num_args: Number(bias) + Number(sum) })];
}
