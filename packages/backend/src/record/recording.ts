import type { Binding, OpAttribute } from '../binding.js';
import { attributeValue } from './attribute-values.js';
import type {
  AttributeValue,
  FunctionArgument,
  FunctionDefinition,
  FunctionNode,
  TensorValue,
} from './function-def.js';
import { type OpArgument, opDefinitions } from './op-definitions.js';
import { Unrecordable } from './unrecordable.js';

/** A record is compiled, and kept, with its constants in it. */
export const MAX_CONSTANT_BYTES = 64 * 1024;
/** Below this a constant is smaller than the nodes that would fill it. */
const MIN_FILL_BYTES = 256;

/** Where a tensor comes from inside the function. */
interface Source {
  reference: string;
  dtype: number;
}

type Attributes = Map<string, AttributeValue>;

/** The ops that a function ran, as nodes of a TensorFlow function; tensors go by the binding's ids. */
export class Recording {
  private readonly inputs: FunctionArgument[] = [];
  private readonly nodes: FunctionNode[] = [];
  private readonly sources = new Map<number, Source>();

  constructor(private readonly binding: Binding) {}

  addInput(id: number, dtype: number): void {
    const name = `in${this.inputs.length}`;
    this.inputs.push({ name, dtype });
    // Of inputs that are one tensor the first stands for all.
    if (!this.sources.has(id)) this.sources.set(id, { reference: name, dtype });
  }

  /** @throws Unrecordable when the constant is large and not of one value */
  addConstant(id: number, tensor: TensorValue): void {
    const { dtype, shape, content } = tensor;
    const count = shape.reduce((product, size) => product * size, 1);
    const uniform = content.byteLength >= MIN_FILL_BYTES && repeats(content, content.byteLength / count);
    if (!uniform && content.byteLength > MAX_CONSTANT_BYTES) {
      throw new Unrecordable(`it makes a constant of ${content.byteLength} bytes, shape [${shape.join(', ')}]`);
    }
    const reference = uniform ? this.fill(tensor, content.byteLength / count) : this.constant(tensor);
    this.sources.set(id, { reference, dtype });
  }

  /** @throws Unrecordable when an input comes from outside, or the op is not one of TensorFlow's */
  addOp(op: string, given: readonly OpAttribute[], inputIds: readonly number[], outputs: readonly Output[]): void {
    const definition = opDefinitions(this.binding).get(op);
    if (definition === undefined) throw new Unrecordable(`${op} is not an op of TensorFlow`);
    const inputs = inputIds.map((id) => this.source(id, op));
    const attributes: Attributes = new Map();
    // tfjs also gives attributes that its ops had in other versions of TensorFlow.
    for (const each of given) {
      if (definition.attributes.has(each.name)) attributes.set(each.name, attributeValue(this.binding, each));
    }
    let at = 0;
    for (const argument of definition.inputs) {
      const fixed = definition.inputs.length - 1;
      const count = width(argument, attributes, inputs.length - fixed);
      inferAttributes(argument, attributes, inputs.slice(at, at + count));
      at += count;
    }
    const node = this.node(
      op,
      inputs.map(({ reference }) => reference),
      attributes,
    );
    let next = 0;
    for (const argument of definition.outputs) {
      const count = width(argument, attributes, outputs.length - (definition.outputs.length - 1));
      for (let index = 0; index < count; index += 1) {
        const output = outputs[next];
        next += 1;
        if (output === undefined) continue;
        this.sources.set(output.id, { reference: `${node}:${argument.name}:${index}`, dtype: output.dtype });
      }
    }
  }

  /** @throws Unrecordable when an output comes from outside */
  finish(name: string, outputIds: readonly number[]): FunctionDefinition {
    const outputs = outputIds.map((id, index) => {
      const { reference, dtype } = this.source(id, 'an output');
      return { name: `out${index}`, dtype, source: reference };
    });
    return { name, inputs: this.inputs, outputs, nodes: this.nodes };
  }

  private source(id: number, user: string): Source {
    const source = this.sources.get(id);
    if (source === undefined) {
      throw new Unrecordable(`${user} uses a tensor that is neither an input nor made inside`);
    }
    return source;
  }

  private node(op: string, inputs: readonly string[], attributes: Attributes): string {
    const name = `${op}_${this.nodes.length}`;
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  private constant(value: TensorValue): string {
    const attributes: Attributes = new Map([
      ['dtype', { kind: 'type', value: value.dtype }],
      ['value', { kind: 'tensor', value }],
    ]);
    return `${this.node('Const', [], attributes)}:output:0`;
  }

  private fill({ dtype, shape, content }: TensorValue, elementBytes: number): string {
    const int32 = this.binding.TF_INT32;
    const sizes = new Uint8Array(Int32Array.from(shape).buffer);
    const dims = this.constant({ dtype: int32, shape: [shape.length], content: sizes });
    const value = this.constant({ dtype, shape: [], content: content.slice(0, elementBytes) });
    const attributes: Attributes = new Map([
      ['T', { kind: 'type', value: dtype }],
      ['index_type', { kind: 'type', value: int32 }],
    ]);
    return `${this.node('Fill', [dims, value], attributes)}:output:0`;
  }
}

interface Output {
  id: number;
  dtype: number;
}

function repeats(content: Uint8Array, period: number): boolean {
  for (let index = period; index < content.length; index += 1) {
    if (content[index] !== content[index - period]) return false;
  }
  return true;
}

/** How many tensors an argument has; `rest` is what the others, one tensor each, leave to it. */
function width(argument: OpArgument, attributes: Attributes, rest: number): number {
  const types = attributes.get(argument.typeListAttribute);
  if (types?.kind === 'type' && typeof types.value !== 'number') return types.value.length;
  const count = attributes.get(argument.countAttribute);
  if (count?.kind === 'int' && typeof count.value === 'number') return count.value;
  return argument.typeListAttribute !== '' || argument.countAttribute !== '' ? rest : 1;
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
