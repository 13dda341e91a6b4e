import type { Binding, OpAttribute } from '../binding.js';
import type { AttributeValue } from './function-def.js';
import { Unrecordable } from './unrecordable.js';

const encoder = new TextEncoder();
const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : encoder.encode(String(value)));

/** An eager op's attribute as a function definition spells it. @throws Unrecordable for functions as attributes */
export function attributeValue(binding: Binding, { name, type, value }: OpAttribute): AttributeValue {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return { kind: 'string', value: isList(value) ? value.map(bytes) : bytes(value) };
    case binding.TF_ATTR_INT:
      return { kind: 'int', value: numbers(value) };
    case binding.TF_ATTR_FLOAT:
      return { kind: 'float', value: numbers(value) };
    case binding.TF_ATTR_BOOL:
      return { kind: 'bool', value: isList(value) ? value.map(Boolean) : Boolean(value) };
    case binding.TF_ATTR_TYPE:
      return { kind: 'type', value: numbers(value) };
    case binding.TF_ATTR_SHAPE:
      return { kind: 'shape', value: isList(value) ? value.map(Number) : [] };
    default:
      throw new Unrecordable(`the attribute ${name} is of a kind that cannot be recorded`);
  }
}

function numbers(value: OpAttribute['value']): number | number[] {
  return isList(value) ? value.map(Number) : Number(value);
}

function isList(value: OpAttribute['value']): value is readonly (boolean | number | string | Uint8Array)[] {
  return Array.isArray(value);
}
