import { beyondLimit, CheckpointError, corrupt } from '../errors.js';
import { type CheckpointValue, OrderedDict, PythonGlobal, PythonObject } from './values.js';

/** Makes a value from the arguments of a Python function or class. Pure: it may not touch anything outside. */
export type Builder = (args: readonly CheckpointValue[]) => CheckpointValue;

/** The functions and classes a pickle may use, by `module.name`. */
export type Globals = ReadonlyMap<string, Builder>;

/** A value that takes a pickled state, as `__setstate__` does in Python. */
export interface Buildable {
  setState(state: CheckpointValue): void;
}

/** Calls of these are why unpickling is dangerous in Python. Nothing is called here; a file that tries is refused. */
const hostileModules = new Set([
  'asyncio',
  'bdb',
  'code',
  'codeop',
  'commands',
  'ctypes',
  'ftplib',
  'http',
  'imp',
  'importlib',
  'marshal',
  'multiprocessing',
  'nt',
  'os',
  'pdb',
  'pickle',
  'pip',
  'platform',
  'popen2',
  'posix',
  'pty',
  'pydoc',
  'requests',
  'runpy',
  'shutil',
  'socket',
  'ssl',
  'subprocess',
  'sys',
  'tempfile',
  'threading',
  'timeit',
  'urllib',
  'urllib2',
  'webbrowser',
]);
const hostileBuiltins = new Set([
  'eval',
  'exec',
  'execfile',
  'compile',
  'open',
  'file',
  '__import__',
  'input',
  'breakpoint',
]);
const builtinModules = new Set(['builtins', '__builtin__']);

/** Turns "call this" and "set that state" of a pickle into values, by the allow-list alone. */
export class Instantiator {
  readonly #globals: Globals;
  #budget: number;

  constructor(globals: Globals, pickleBytes: number) {
    this.#globals = globals;
    this.#budget = 65_536 + 4 * pickleBytes;
  }

  /** The result of calling `callee`; an inert object where it is not on the allow-list. `at`: byte of the opcode. */
  create(callee: CheckpointValue, args: CheckpointValue, at: number): CheckpointValue {
    if (!(callee instanceof PythonGlobal)) {
      // A bound method or the like, itself inert: keep what there is.
      return new PythonObject(callee instanceof PythonObject ? callee.className : 'unknown', [callee, args]);
    }
    if (isHostile(callee)) {
      throw new CheckpointError(
        'MMA_CHECKPOINT_UNSAFE',
        `the file tries to call ${clip(callee.path)}${preview(args)} (byte ${at} of its pickle); it was not run`,
        { hint: 'this is how a checkpoint attacks whoever loads it with a plain unpickler: delete the file' },
      );
    }
    if (!Array.isArray(args)) throw corrupt(`the arguments of ${clip(callee.path)} are not a tuple`);
    this.#spend(args);
    const builder = this.#globals.get(callee.path);
    if (builder === undefined) return new PythonObject(callee.path, args);
    const value = builder(args);
    if (value === undefined) throw corrupt(`${clip(callee.path)} is called without arguments`);
    return value;
  }

  /** Give an object its state. */
  build(target: CheckpointValue, state: CheckpointValue): void {
    if (isBuildable(target)) {
      this.#spend(Array.isArray(state) ? state : [state]);
      target.setState(state);
    } else if (target instanceof PythonObject) target.state = state;
    else if (target instanceof OrderedDict && state instanceof Map) target.attributes = state;
    else throw corrupt('a pickle sets the state of a value that has none');
  }

  /** A pickle can name one long string a million times; copies made of it count against a budget. */
  #spend(args: readonly CheckpointValue[]): void {
    for (const arg of args) this.#budget -= weight(arg);
    if (this.#budget < 0) throw beyondLimit('the pickle copies its own data over and over');
  }
}

function weight(value: CheckpointValue): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return 2 * value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return value instanceof Map || value instanceof Set ? value.size : 1;
}

function isBuildable(value: unknown): value is Buildable {
  return typeof value === 'object' && value !== null && 'setState' in value && typeof value.setState === 'function';
}

function isHostile({ module, name }: PythonGlobal): boolean {
  const [top = ''] = module.split('.', 1);
  return builtinModules.has(module) ? hostileBuiltins.has(name) : hostileModules.has(top);
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function preview(args: CheckpointValue): string {
  const first = Array.isArray(args) ? args[0] : undefined;
  return typeof first === 'string' ? `(${JSON.stringify(clip(first))})` : '';
}
