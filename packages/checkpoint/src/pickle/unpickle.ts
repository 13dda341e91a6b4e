import { beyondLimit, corrupt } from '../errors.js';
import { Cursor } from './cursor.js';
import { type Globals, Instantiator } from './instantiate.js';
import { op, opName } from './opcodes.js';
import { readScalar } from './scalars.js';
import { Stack } from './stack.js';
import { type CheckpointValue, PythonGlobal, PythonObject, PythonTuple } from './values.js';

export interface UnpickleOptions {
  /** Where the pickle starts in the bytes; default 0. */
  readonly start?: number;
  /** Functions and classes the file may use. All others become inert objects. */
  readonly globals: Globals;
  /** Turns a persistent id (PyTorch: the description of a storage) into a value. */
  readonly persistentLoad: (id: CheckpointValue) => CheckpointValue;
}

const emptyTuple = new PythonTuple();

/**
 * Read one pickle (protocols 2–5) as inert values. Nothing is imported or called but the given `globals`.
 *
 * Work and memory are bounded by a small multiple of the pickle's length: one step per opcode, no recursion.
 *
 * @throws EndOfPickle where the bytes end first, CheckpointError where they make no sense.
 */
export function unpickle(bytes: Uint8Array, options: UnpickleOptions): { value: CheckpointValue; end: number } {
  const machine = new Unpickler(bytes, options);
  return { value: machine.run(), end: machine.cursor.at };
}

class Unpickler {
  readonly cursor: Cursor;
  readonly #stack = new Stack();
  readonly #memo: CheckpointValue[] = [];
  readonly #instantiator: Instantiator;
  readonly #persistentLoad: UnpickleOptions['persistentLoad'];
  #weight = 0;

  constructor(bytes: Uint8Array, options: UnpickleOptions) {
    this.cursor = new Cursor(bytes, options.start);
    this.#instantiator = new Instantiator(options.globals, bytes.length);
    this.#persistentLoad = options.persistentLoad;
  }

  run(): CheckpointValue {
    for (;;) {
      const at = this.cursor.at;
      const code = this.cursor.u8();
      if (code === op.stop) return this.#stack.pop();
      const scalar = readScalar(code, this.cursor);
      if (scalar instanceof Uint8Array) this.#counted(scalar);
      const value = scalar === undefined ? this.#make(code, at) : scalar;
      if (value === undefined) this.#act(code, at);
      else this.#stack.push(value);
    }
  }

  /** The value of an opcode that makes one from those on the stack; undefined for any other opcode. */
  #make(code: number, at: number): CheckpointValue {
    const stack = this.#stack;
    switch (code) {
      case op.emptyTuple:
        return emptyTuple;
      case op.tuple1:
        return this.#counted(PythonTuple.from(stack.popMany(1)));
      case op.tuple2:
        return this.#counted(PythonTuple.from(stack.popMany(2)));
      case op.tuple3:
        return this.#counted(PythonTuple.from(stack.popMany(3)));
      case op.tuple:
        return this.#counted(PythonTuple.from(stack.popToMark()));
      case op.emptyList:
        return this.#counted([]);
      case op.emptyDict:
        return this.#counted(new Map());
      case op.emptySet:
        return this.#counted(new Set());
      case op.frozenSet:
        return this.#counted(new Set(stack.popToMark()));
      case op.global: {
        const module = this.cursor.line();
        return this.#counted(new PythonGlobal(module, this.cursor.line()));
      }
      case op.stackGlobal: {
        const [module, name] = stack.popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string') throw corrupt('a class name is not text');
        return this.#counted(new PythonGlobal(module, name));
      }
      case op.reduce:
      case op.newObj: {
        const [callee, args] = stack.popMany(2);
        return this.#counted(this.#instantiator.create(callee, args, at));
      }
      case op.newObjEx: {
        const [callee, args, keywords] = stack.popMany(3);
        const all = keywords instanceof Map && keywords.size === 0 ? args : PythonTuple.from([args, keywords]);
        return this.#counted(this.#instantiator.create(callee, all, at));
      }
      case op.binPersId:
        return this.#counted(this.#persistentLoad(stack.pop()));
      case op.dup:
        return stack.top();
      case op.binGet:
        return this.#recall(this.cursor.u8());
      case op.longBinGet:
        return this.#recall(this.cursor.u32());
      default:
        return undefined;
    }
  }

  /** Opcodes that change what is there. */
  #act(code: number, at: number): void {
    const stack = this.#stack;
    switch (code) {
      case op.proto: {
        const version = this.cursor.u8();
        if (version > 5) throw corrupt(`pickle protocol ${version} is not known (2 to 5 are)`);
        break;
      }
      case op.frame:
        this.cursor.u64();
        break;
      case op.append:
        append(stack.popMany(1), stack.top());
        break;
      case op.appends:
      case op.addItems:
        append(stack.popToMark(), stack.top());
        break;
      case op.setItem:
        setItems(stack.popMany(2), stack.top());
        break;
      case op.setItems:
        setItems(stack.popToMark(), stack.top());
        break;
      case op.build: {
        const state = stack.pop();
        this.#instantiator.build(stack.top(), state);
        break;
      }
      case op.mark:
        stack.mark();
        break;
      case op.pop:
        stack.drop();
        break;
      case op.popMark:
        stack.popToMark();
        break;
      case op.memoize:
        this.#remember(this.#memo.length);
        break;
      case op.binPut:
        this.#remember(this.cursor.u8());
        break;
      case op.longBinPut:
        this.#remember(this.cursor.u32());
        break;
      default:
        throw corrupt(`pickle opcode ${opName(code)} at byte ${at} is not one PyTorch writes`);
    }
  }

  /** Something that takes memory of its own; the shortest way to ask for it is one byte. */
  #counted(value: CheckpointValue): CheckpointValue {
    // A Map or an array of bytes takes about 300 bytes even when empty, anything else half of that.
    this.#weight += value instanceof Map || value instanceof Set || value instanceof Uint8Array ? 2 : 1;
    if (this.#weight > 8192 + this.cursor.length / 4) {
      throw beyondLimit(`far too many objects in a pickle of ${this.cursor.length} bytes`);
    }
    return value;
  }

  #remember(index: number): void {
    // Pickle numbers its memo from 0 up, so an index beyond the length can only be an attempt to waste memory.
    if (index > this.cursor.length) throw corrupt(`pickle memo index ${index} is out of range`);
    this.#memo[index] = this.#stack.top();
  }

  #recall(index: number): CheckpointValue {
    const value = this.#memo[index];
    if (value === undefined) throw corrupt(`pickle memo entry ${index} is not set`);
    return value;
  }
}

function append(values: CheckpointValue[], target: CheckpointValue): void {
  const list = target instanceof PythonObject ? target.items : target;
  if (list instanceof Set) for (const value of values) list.add(value);
  else if (Array.isArray(list) && !(list instanceof PythonTuple)) for (const value of values) list.push(value);
  else throw corrupt('a pickle appends to something that is not a list');
}

function setItems(flat: CheckpointValue[], target: CheckpointValue): void {
  const dict = target instanceof PythonObject ? target.entries : target;
  if (!(dict instanceof Map) || flat.length % 2 !== 0) {
    throw corrupt('a pickle sets items of something that is not a dict');
  }
  for (let i = 0; i < flat.length; i += 2) dict.set(flat[i], flat[i + 1]);
}
