import { CheckpointError } from '../errors.js';
import { isLazyTensor, isTensorData, type LazyTensor, type TensorData } from '../tensors/tensor.js';
import { ByteWriter } from './byte-writer.js';
import { maxDepth } from './depth.js';
import { op } from './opcodes.js';
import {
  type CheckpointRecord,
  type CheckpointValue,
  OrderedDict,
  PythonGlobal,
  PythonObject,
  PythonTuple,
} from './values.js';

/** Writes one tensor; given the pickler to write the parts with. */
export type TensorWriter = (tensor: TensorData | LazyTensor, pickler: Pickler, path: string) => void;

const batch = 1000;
const maxMemoText = 64;

/** Writes values as a pickle of protocol 2: the one PyTorch writes, and all its safe loader reads. */
export class Pickler {
  readonly #out = new ByteWriter();
  readonly #memo = new Map<unknown, number>();
  readonly #writeTensor: TensorWriter;
  #depth = 0;

  constructor(writeTensor: TensorWriter) {
    this.#writeTensor = writeTensor;
    this.#out.u8(op.proto, 2);
  }

  /** The finished pickle. */
  finish(): Uint8Array {
    this.#out.u8(op.stop);
    return this.#out.bytes;
  }

  /** Write opcodes as they are. */
  opcode(...codes: number[]): void {
    this.#out.u8(...codes);
  }

  /** Write any value. `path` says where in the checkpoint it is, for errors. */
  value(value: CheckpointValue, path: string): void {
    if (value === null || value === undefined) this.opcode(op.none);
    else if (typeof value === 'boolean') this.opcode(value ? op.newTrue : op.newFalse);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'bigint') this.#long(value, path);
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'object') this.#object(value, path);
    else throw unwritable(`a ${typeof value}`, path);
  }

  #object(value: CheckpointValue & object, path: string): void {
    if (this.#recall(value)) return;
    this.#depth += 1;
    if (this.#depth > maxDepth) throw unwritable(`content nested more than ${maxDepth} deep`, path);
    if (isTensorData(value) || isLazyTensor(value)) this.#writeTensor(value, this, path);
    else if (value instanceof Uint8Array) this.#bytes(value);
    else if (value instanceof PythonTuple) this.tuple(value, path);
    else if (Array.isArray(value)) this.#list(value, path);
    else if (value instanceof Set) this.#set(value, path);
    else if (value instanceof OrderedDict) this.orderedDict(value, path);
    else if (value instanceof Map) this.#dict(value, path);
    else if (value instanceof PythonGlobal || value instanceof PythonObject) {
      const name = value instanceof PythonGlobal ? value.path : value.className;
      throw unwritable(`the Python object ${name}, which was only read as a placeholder,`, path);
    } else if (isRecord(value)) this.#dict(recordEntries(value), path, value);
    else throw unwritable(`a ${value.constructor.name}`, path);
    this.#depth -= 1;
  }

  text(value: string): void {
    if (this.#recall(value)) return;
    const bytes = Buffer.from(value, 'utf8');
    this.opcode(op.binUnicode);
    this.#out.u32(bytes.length);
    this.#out.raw(bytes);
    if (value.length <= maxMemoText) this.#put(value);
  }

  /** Name a class or function. */
  global(module: string, name: string): void {
    const key = `global\n${module}\n${name}`;
    if (this.#recall(key)) return;
    this.opcode(op.global);
    this.#out.raw(Buffer.from(`${module}\n${name}\n`, 'utf8'));
    this.#put(key);
  }

  tuple(items: readonly CheckpointValue[], path: string): void {
    if (items.length === 0) {
      this.opcode(op.emptyTuple);
      return;
    }
    this.opcode(op.mark);
    for (const [i, item] of items.entries()) this.value(item, `${path}[${i}]`);
    this.opcode(op.tuple);
  }

  orderedDict(dict: ReadonlyMap<unknown, CheckpointValue>, path: string): void {
    this.global('collections', 'OrderedDict');
    this.opcode(op.emptyTuple, op.reduce);
    this.#put(dict);
    this.#entries(dict as ReadonlyMap<CheckpointValue, CheckpointValue>, path);
    if (dict instanceof OrderedDict && dict.attributes !== undefined) {
      this.value(dict.attributes, `${path}.__dict__`);
      this.opcode(op.build);
    }
  }

  #dict(dict: ReadonlyMap<CheckpointValue, CheckpointValue>, path: string, identity: object = dict): void {
    this.opcode(op.emptyDict);
    this.#put(identity);
    this.#entries(dict, path);
  }

  #entries(dict: ReadonlyMap<CheckpointValue, CheckpointValue>, path: string): void {
    this.#batches([...dict], op.setItems, ([key, value]) => {
      const at = `${path}${typeof key === 'string' && path === '' ? key : `[${describeKey(key)}]`}`;
      if (typeof key === 'object' && key !== null && !(key instanceof PythonTuple))
        throw unwritable('a dict key that is an object', at);
      this.value(key, at);
      this.value(value, at);
    });
  }

  #list(items: readonly CheckpointValue[], path: string): void {
    this.opcode(op.emptyList);
    this.#put(items);
    this.#batches([...items.entries()], op.appends, ([i, item]) => this.value(item, `${path}[${i}]`));
  }

  #set(items: ReadonlySet<CheckpointValue>, path: string): void {
    this.global('__builtin__', 'set');
    this.#list([...items], path);
    this.opcode(op.tuple1, op.reduce);
    this.#put(items);
  }

  /** Protocol 2 has no bytes: they travel as Latin-1 text. */
  #bytes(bytes: Uint8Array): void {
    this.global('_codecs', 'encode');
    this.opcode(op.mark);
    this.text(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
    this.text('latin1');
    this.opcode(op.tuple, op.reduce);
    this.#put(bytes);
  }

  #batches<T>(items: readonly T[], close: number, write: (item: T) => void): void {
    for (let start = 0; start < items.length; start += batch) {
      this.opcode(op.mark);
      for (const item of items.slice(start, start + batch)) write(item);
      this.opcode(close);
    }
  }

  /** Whole numbers become `int`, others `float`. */
  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.opcode(op.binFloat);
      this.#out.f64(value);
    } else if (value >= 0 && value < 256) this.opcode(op.binInt1, value);
    else if (value === (value | 0)) {
      this.opcode(op.binInt);
      this.#out.i32(value);
    } else this.#long(BigInt(value), '');
  }

  #long(value: bigint, path: string): void {
    const bits = (value < 0n ? -value : value).toString(2).length + 1;
    const count = Math.ceil(bits / 8);
    if (count > 255) throw unwritable(`an integer of ${count} bytes`, path);
    const hex = BigInt.asUintN(count * 8, value)
      .toString(16)
      .padStart(count * 2, '0');
    this.opcode(op.long1, count);
    this.#out.raw(Buffer.from(hex, 'hex').reverse());
  }

  #put(value: unknown): void {
    const index = this.#memo.size;
    this.#memo.set(value, index);
    this.#indexed(op.binPut, op.longBinPut, index);
  }

  /** Refer to a value that is already written; false where it is not. */
  #recall(value: unknown): boolean {
    const index = this.#memo.get(value);
    if (index !== undefined) this.#indexed(op.binGet, op.longBinGet, index);
    return index !== undefined;
  }

  #indexed(short: number, long: number, index: number): void {
    this.opcode(index < 256 ? short : long);
    if (index < 256) this.#out.u8(index);
    else this.#out.u32(index);
  }
}

function isRecord(value: object): value is CheckpointRecord {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function recordEntries(record: CheckpointRecord): Map<CheckpointValue, CheckpointValue> {
  return new Map(Object.entries(record).filter(([, value]) => value !== undefined));
}

function describeKey(key: CheckpointValue): string {
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}

function unwritable(what: string, path: string): CheckpointError {
  return new CheckpointError(
    'MMA_CHECKPOINT_CONTENT',
    `${what} has no place in a checkpoint${path === '' ? '' : ` (at ${path})`}`,
    {
      hint: 'checkpoints hold null, booleans, numbers, text, bytes, lists, sets, dicts and tensors',
    },
  );
}
