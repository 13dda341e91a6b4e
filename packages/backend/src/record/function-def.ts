import { PbfWriter } from 'pbf';

/** An attribute's value as `tensorflow.AttrValue` knows it. */
export type AttributeValue =
  | { kind: 'string'; value: Uint8Array | readonly Uint8Array[] }
  | { kind: 'int' | 'float' | 'type'; value: number | readonly number[] }
  | { kind: 'bool'; value: boolean | readonly boolean[] }
  | { kind: 'shape'; value: readonly number[] }
  | { kind: 'shapes'; value: readonly (readonly number[])[] }
  | { kind: 'tensor'; value: TensorValue };

export interface TensorValue {
  dtype: number;
  shape: readonly number[];
  /** The elements, little endian, row-major. */
  content: Uint8Array;
}

/** An op with its inputs as `node:output:index`, or an argument of the function by name. */
export interface FunctionNode {
  name: string;
  op: string;
  inputs: readonly string[];
  attributes: ReadonlyMap<string, AttributeValue>;
  /** Names of nodes that must have run before, though it reads nothing of them. */
  after?: readonly string[];
}

/** A tensor's type, as TensorFlow numbers it, and shape. */
export interface TensorType {
  dtype: number;
  shape: readonly number[];
}

export interface FunctionArgument extends TensorType {
  name: string;
}

export interface FunctionDefinition {
  name: string;
  inputs: readonly FunctionArgument[];
  /** Each with where it comes from. */
  outputs: readonly (FunctionArgument & { source: string })[];
  nodes: readonly FunctionNode[];
  /** Type and shape of whatever a node or output may refer to. */
  types: ReadonlyMap<string, TensorType>;
}

/** Serializes a `tensorflow.FunctionDef`; field numbers: tensorflow/core/framework/{function,node_def,attr_value,tensor}.proto. */
export function encodeFunction(definition: FunctionDefinition): Uint8Array {
  const writer = new PbfWriter();
  writer.writeMessage(1, writeSignature, definition);
  for (const node of definition.nodes) writer.writeMessage(3, writeNode, node);
  for (const { name, source } of definition.outputs) writer.writeMessage(4, writeTextEntry, [name, source] as const);
  // TensorFlow's optimizer fuses some ops only where it knows shapes.
  for (const [index, { shape }] of definition.inputs.entries()) {
    writer.writeMessage(7, writeArgumentShape, [index, shape] as const);
  }
  return writer.finish();
}

/** Serializes a `tensorflow.AttrValue`. */
export function encodeAttribute(value: AttributeValue): Uint8Array {
  const writer = new PbfWriter();
  writeAttribute(value, writer);
  return writer.finish();
}

function writeSignature({ name, inputs, outputs }: FunctionDefinition, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  for (const argument of inputs) writer.writeMessage(2, writeArgument, argument);
  for (const argument of outputs) writer.writeMessage(3, writeArgument, argument);
}

function writeArgument({ name, dtype }: FunctionArgument, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeVarintField(3, dtype);
}

function writeArgumentShape([index, shape]: readonly [number, readonly number[]], writer: PbfWriter): void {
  writer.writeVarintField(1, index);
  writer.writeMessage(2, writeArgumentAttributes, shape);
}

function writeArgumentAttributes(shape: readonly number[], writer: PbfWriter): void {
  writer.writeMessage(1, writeAttributeEntry, ['_output_shapes', { kind: 'shapes', value: [shape] }] as const);
}

function writeTextEntry([key, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeNode({ name, op, inputs, attributes, after = [] }: FunctionNode, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeStringField(2, op);
  for (const input of inputs) writer.writeStringField(3, input);
  for (const node of after) writer.writeStringField(3, `^${node}`);
  for (const entry of attributes) writer.writeMessage(5, writeAttributeEntry, entry);
}

function writeAttributeEntry([key, value]: readonly [string, AttributeValue], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeMessage(2, writeAttribute, value);
}

function writeAttribute(attribute: AttributeValue, writer: PbfWriter): void {
  const { kind, value } = attribute;
  if (kind === 'shape') writer.writeMessage(7, writeShape, value);
  else if (kind === 'shapes') writer.writeMessage(1, writeShapes, value);
  else if (kind === 'tensor') writer.writeMessage(8, writeTensor, value);
  else if (kind === 'string' ? !(value instanceof Uint8Array) : Array.isArray(value)) {
    writer.writeMessage(1, writeScalars, attribute);
  } else writeScalars(attribute, writer);
}

/** A scalar in `AttrValue` has the field number of the list of its kind in `AttrValue.ListValue`. */
function writeScalars({ kind, value }: AttributeValue, writer: PbfWriter): void {
  if (kind === 'string') for (const each of listOf<Uint8Array>(value)) writer.writeBytesField(2, each);
  else if (kind === 'int') for (const each of listOf<number>(value)) writer.writeVarintField(3, each);
  else if (kind === 'float') for (const each of listOf<number>(value)) writer.writeFloatField(4, each);
  else if (kind === 'bool') for (const each of listOf<boolean>(value)) writer.writeBooleanField(5, each);
  else if (kind === 'type') for (const each of listOf<number>(value)) writer.writeVarintField(6, each);
}

function listOf<T extends Uint8Array | number | boolean>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function writeShapes(shapes: readonly (readonly number[])[], writer: PbfWriter): void {
  for (const shape of shapes) writer.writeMessage(7, writeShape, shape);
}

function writeShape(shape: readonly number[], writer: PbfWriter): void {
  for (const size of shape) writer.writeMessage(2, writeDimension, size);
}

function writeDimension(size: number, writer: PbfWriter): void {
  writer.writeVarintField(1, size);
}

function writeTensor({ dtype, shape, content }: TensorValue, writer: PbfWriter): void {
  writer.writeVarintField(1, dtype);
  writer.writeMessage(2, writeShape, shape);
  writer.writeBytesField(4, content);
}
