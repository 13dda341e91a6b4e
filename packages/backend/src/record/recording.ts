import type { Binding, GraphOutput, OpAttribute } from '../binding.js';
import { attributeValue } from './attribute-values.js';
import {
  type AttributeValue,
  encodeAttribute,
  type FunctionArgument,
  type FunctionDefinition,
  type FunctionNode,
  type TensorValue,
} from './function-def.js';
import { type OpArgument, opDefinitions } from './op-definitions.js';
import { Unrecordable } from './unrecordable.js';

/** A record is compiled, and kept, with its constants in it. */
export const MAX_CONSTANT_BYTES = 64 * 1024;
/** Below this a constant is smaller than the nodes that would fill it. */
const MIN_FILL_BYTES = 256;
/** tfjs takes −1 for "not in TensorFlow yet" and deletes nothing below 0. */
const FIRST_ID = -2;
/** Outputs whose shape TensorFlow does not tell and that only a gradient op reads, or EnsureShape: [op, output]. */
const OPAQUE = new Set([
  'FusedBatchNormV3 5',
  'FusedBatchNormGradV3 3',
  'FusedBatchNormGradV3 4',
  'MmaMaxPool 0',
  'MmaMaxPool 1',
  'MmaMaxPoolGrad 0',
]);

/** Where a tensor comes from inside the function. */
interface Source {
  reference: string;
  dtype: number;
  shape: readonly number[];
  at: GraphOutput;
}

/** A tensor that exists only in the record; `id` is below 0. */
export interface Traced {
  id: number;
  dtype: number;
  shape: number[];
}

type Attributes = Map<string, AttributeValue>;

/** The ops that a function asks for, as nodes of a TensorFlow function; none of them runs. Tensors go by the binding's ids. */
export class Recording {
  private readonly inputs: FunctionArgument[] = [];
  private readonly nodes: FunctionNode[] = [];
  private readonly sources = new Map<number, Source>();
  private readonly graph;
  private nextId = FIRST_ID;

  constructor(private readonly binding: Binding) {
    this.graph = binding.newGraph();
  }

  addInput(id: number, dtype: number, shape: readonly number[]): void {
    const name = `in${this.inputs.length}`;
    this.inputs.push({ name, dtype, shape });
    // Of inputs that are one tensor the first stands for all.
    if (this.sources.has(id)) return;
    const attributes: Attributes = new Map([
      ['dtype', { kind: 'type', value: dtype }],
      ['shape', { kind: 'shape', value: shape }],
    ]);
    const [at] = this.binding.addNode(this.graph, 'Placeholder', name, encoded(attributes), []);
    this.sources.set(id, { reference: name, dtype, shape, at: at! });
  }

  /** @throws Unrecordable when the constant is large and not of one value */
  addConstant(tensor: TensorValue): number {
    const { shape, content } = tensor;
    const count = shape.reduce((product, size) => product * size, 1);
    const uniform = content.byteLength >= MIN_FILL_BYTES && repeats(content, content.byteLength / count);
    if (!uniform && content.byteLength > MAX_CONSTANT_BYTES) {
      throw new Unrecordable(`it makes a constant of ${content.byteLength} bytes, shape [${shape.join(', ')}]`);
    }
    const source = uniform ? this.fill(tensor, content.byteLength / count) : this.constant(tensor);
    return this.name({ ...source, shape });
  }

  /** @throws Unrecordable when an input comes from outside, the op is not one of TensorFlow's, or a shape depends on values */
  addOp(op: string, given: readonly OpAttribute[], inputIds: readonly number[]): Traced[] {
    const definition = opDefinitions(this.binding).get(op);
    if (definition === undefined) throw new Unrecordable(`${op} is not an op of TensorFlow`);
    const inputs = inputIds.map((id) => this.source(id, op));
    const attributes: Attributes = new Map();
    // tfjs also gives attributes that its ops had in other versions of TensorFlow.
    for (const each of given) {
      if (definition.attributes.has(each.name)) attributes.set(each.name, attributeValue(this.binding, each));
    }
    const groups: (Source | Source[])[] = [];
    let at = 0;
    for (const argument of definition.inputs) {
      const fixed = definition.inputs.length - 1;
      const count = width(argument, attributes, inputs.length - fixed);
      const group = inputs.slice(at, at + count);
      inferAttributes(argument, attributes, group);
      groups.push(isMany(argument) ? group : group[0]!);
      at += count;
    }
    const { name, outputs } = this.node(op, groups, attributes);
    const traced: Traced[] = [];
    for (const argument of definition.outputs) {
      const count = width(argument, attributes, outputs.length - (definition.outputs.length - 1));
      for (let index = 0; index < count; index += 1) {
        const output = outputs[traced.length]!;
        const shape = OPAQUE.has(`${op} ${output.index}`) ? [0] : output.shape;
        if (shape === null || shape.includes(-1)) {
          throw new Unrecordable(`the shape of what ${op} gives depends on the values of tensors`);
        }
        const { dtype } = output;
        const id = this.name({ reference: `${name}:${argument.name}:${index}`, dtype, shape, at: output });
        traced.push({ id, dtype, shape });
      }
    }
    return traced;
  }

  /** @throws Unrecordable when an output comes from outside */
  finish(name: string, outputIds: readonly number[]): FunctionDefinition {
    const outputs = outputIds.map((id, index) => {
      const { reference, dtype, shape } = this.source(id, 'an output');
      return { name: `out${index}`, dtype, shape, source: reference };
    });
    const types = new Map(
      [...this.sources.values()].map(({ reference, dtype, shape }) => [reference, { dtype, shape }]),
    );
    return { name, inputs: this.inputs, outputs, nodes: this.nodes, types };
  }

  private name(source: Source): number {
    const id = this.nextId;
    this.nextId -= 1;
    this.sources.set(id, source);
    return id;
  }

  private source(id: number, user: string): Source {
    const source = this.sources.get(id);
    if (source === undefined) {
      throw new Unrecordable(`${user} uses a tensor that is neither an input nor made inside`);
    }
    return source;
  }

  private node(op: string, inputs: readonly (Source | Source[])[], attributes: Attributes) {
    const name = `${op}_${this.nodes.length}`;
    const references = inputs.flat().map(({ reference }) => reference);
    this.nodes.push({ name, op, inputs: references, attributes });
    const places = inputs.map((input) => (Array.isArray(input) ? input.map(({ at }) => at) : input.at));
    return { name, outputs: this.binding.addNode(this.graph, op, name, encoded(attributes), places) };
  }

  private constant(value: TensorValue): Source {
    const { dtype } = value;
    const attributes: Attributes = new Map([
      ['dtype', { kind: 'type', value: dtype }],
      ['value', { kind: 'tensor', value }],
    ]);
    const { name, outputs } = this.node('Const', [], attributes);
    return { reference: `${name}:output:0`, dtype, shape: value.shape, at: outputs[0]! };
  }

  private fill({ dtype, shape, content }: TensorValue, elementBytes: number): Source {
    const int32 = this.binding.TF_INT32;
    const sizes = new Uint8Array(Int32Array.from(shape).buffer);
    const dims = this.constant({ dtype: int32, shape: [shape.length], content: sizes });
    const value = this.constant({ dtype, shape: [], content: content.slice(0, elementBytes) });
    const attributes: Attributes = new Map([
      ['T', { kind: 'type', value: dtype }],
      ['index_type', { kind: 'type', value: int32 }],
    ]);
    const { name, outputs } = this.node('Fill', [dims, value], attributes);
    return { reference: `${name}:output:0`, dtype, shape, at: outputs[0]! };
  }
}

const encoded = (attributes: Attributes) =>
  [...attributes].map(([name, value]) => [name, encodeAttribute(value)] as const);

function repeats(content: Uint8Array, period: number): boolean {
  for (let index = period; index < content.length; index += 1) {
    if (content[index] !== content[index - period]) return false;
  }
  return true;
}

const isMany = ({ countAttribute, typeListAttribute }: OpArgument) => countAttribute !== '' || typeListAttribute !== '';

/** How many tensors an argument has; `rest` is what the others, one tensor each, leave to it. */
function width(argument: OpArgument, attributes: Attributes, rest: number): number {
  const types = attributes.get(argument.typeListAttribute);
  if (types?.kind === 'type' && typeof types.value !== 'number') return types.value.length;
  const count = attributes.get(argument.countAttribute);
  if (count?.kind === 'int' && typeof count.value === 'number') return count.value;
  return isMany(argument) ? rest : 1;
}

/** Eager execution infers types and counts from the tensors; a function's nodes must name them. */
function inferAttributes(argument: OpArgument, attributes: Attributes, tensors: readonly Source[]): void {
  const { typeAttribute, countAttribute, typeListAttribute } = argument;
  const types = tensors.map(({ dtype }) => dtype);
  if (countAttribute !== '') attributes.set(countAttribute, { kind: 'int', value: tensors.length });
  if (typeListAttribute !== '') attributes.set(typeListAttribute, { kind: 'type', value: types });
  if (typeAttribute !== '' && !attributes.has(typeAttribute) && types[0] !== undefined) {
    attributes.set(typeAttribute, { kind: 'type', value: types[0] });
  }
}
