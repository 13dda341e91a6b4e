import { PbfReader } from 'pbf';
import type { Binding } from '../binding.js';

/** One argument of an op; tensors of one argument may be many. */
export interface OpArgument {
  name: string;
  /** The attribute that says the tensors' type, unless it is fixed. */
  typeAttribute: string;
  /** The attribute that says how many tensors there are, where they share a type. */
  countAttribute: string;
  /** The attribute that lists the tensors' types, where each has its own. */
  typeListAttribute: string;
}

/** What a record needs to know of an op (tensorflow/core/framework/op_def.proto). */
export interface OpDefinition {
  name: string;
  inputs: OpArgument[];
  outputs: OpArgument[];
  attributes: Set<string>;
}

function readArgument(tag: number, argument: OpArgument, reader: PbfReader): void {
  if (tag === 1) argument.name = reader.readString();
  else if (tag === 4) argument.typeAttribute = reader.readString();
  else if (tag === 5) argument.countAttribute = reader.readString();
  else if (tag === 6) argument.typeListAttribute = reader.readString();
}

function readAttributeName(tag: number, attribute: { name: string }, reader: PbfReader): void {
  if (tag === 1) attribute.name = reader.readString();
}

const argumentOf = (reader: PbfReader) =>
  reader.readMessage(readArgument, { name: '', typeAttribute: '', countAttribute: '', typeListAttribute: '' });

function readOp(tag: number, op: OpDefinition, reader: PbfReader): void {
  if (tag === 1) op.name = reader.readString();
  else if (tag === 2) op.inputs.push(argumentOf(reader));
  else if (tag === 3) op.outputs.push(argumentOf(reader));
  else if (tag === 4) op.attributes.add(reader.readMessage(readAttributeName, { name: '' }).name);
}

function readList(tag: number, ops: Map<string, OpDefinition>, reader: PbfReader): void {
  if (tag !== 1) return;
  const op = reader.readMessage(readOp, { name: '', inputs: [], outputs: [], attributes: new Set<string>() });
  ops.set(op.name, op);
}

let known: Map<string, OpDefinition> | undefined;

/** Every op that the library knows, by name; read once a process. */
export function opDefinitions(binding: Binding): ReadonlyMap<string, OpDefinition> {
  known ??= new PbfReader(binding.opList()).readFields(readList, new Map<string, OpDefinition>());
  return known;
}
