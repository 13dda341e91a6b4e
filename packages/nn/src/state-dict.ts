import { tf } from '@mma/backend';
import { NnError } from './errors.js';
import type { TensorSlot } from './parameter.js';

/** A tensor at the border: row-major, in PyTorch's layout. */
export interface TensorData {
  dtype: 'float32' | 'int64';
  shape: readonly number[];
  data: Float32Array | BigInt64Array;
}

/** A model's values under PyTorch's names, in PyTorch's order. */
export type StateDict = Map<string, TensorData>;

/** What `loadStateDict` accepts: any numeric element type; 16-bit floats must be widened before. */
export interface LoadableTensor {
  dtype: string;
  shape: readonly number[];
  data: ArrayLike<number> | BigInt64Array;
}

/** One that is still in its file; what `read` gives belongs to the caller. */
export interface LazyLoadable {
  dtype: string;
  shape: readonly number[];
  read(): Promise<LoadableTensor>;
}

export interface ShapeMismatch {
  name: string;
  /** the model's shape */
  expected: readonly number[];
  /** the state dict's shape */
  found: readonly number[];
}

/** What a load did, name by name, each list in the order of the model (unexpected: of the state dict). */
export interface LoadReport {
  loaded: string[];
  /** in the model, not in the state dict */
  missing: string[];
  /** in the state dict, not in the model */
  unexpected: string[];
  /** shapes of what is missing (the model's) and of what is unexpected (the state dict's), by name */
  shapes: Map<string, readonly number[]>;
  mismatched: ShapeMismatch[];
}

/** Compares names and shapes without touching any value. */
export function compareState(
  slots: readonly [string, TensorSlot][],
  state: ReadonlyMap<string, LoadableTensor | LazyLoadable>,
): LoadReport {
  const report: LoadReport = { loaded: [], missing: [], unexpected: [], mismatched: [], shapes: new Map() };
  const names = new Set<string>();
  for (const [name, slot] of slots) {
    names.add(name);
    const found = state.get(name);
    if (found === undefined) {
      report.missing.push(name);
      report.shapes.set(name, slot.shape);
    } else if (!sameShape(slot.shape, found.shape)) {
      report.mismatched.push({ name, expected: slot.shape, found: found.shape });
    } else report.loaded.push(name);
  }
  for (const [name, { shape }] of state) {
    if (names.has(name)) continue;
    report.unexpected.push(name);
    report.shapes.set(name, shape);
  }
  return report;
}

/** The error of a strict load, or null where everything fits. */
export function strictError(report: LoadReport): NnError | null {
  const lines = [
    ...describe('missing', report.missing),
    ...describe('unexpected', report.unexpected),
    ...describe(
      'of another shape',
      report.mismatched.map(
        ({ name, expected, found }) => `${name} (model ${bracket(expected)}, file ${bracket(found)})`,
      ),
    ),
  ];
  if (lines.length === 0) return null;
  return new NnError(
    'MMA_NN_STATE_MISMATCH',
    `the state dict does not fit the model:\n${lines.join('\n')}`,
    'check that the config is the one the weights were trained with, or load with { strict: false } to take what fits',
  );
}

/**
 * Refuses an entry that could not be put into its slot, so that a load fails before it has changed anything.
 * @throws NnError `MMA_NN_DTYPE`, `MMA_NN_STATE_DATA`
 */
export function checkSource(name: string, source: LoadableTensor): void {
  if (source.dtype === 'float16' || source.dtype === 'bfloat16') {
    throw new NnError(
      'MMA_NN_DTYPE',
      `'${name}' is stored as ${source.dtype}`,
      'widen 16-bit floats to float32 when reading the file',
    );
  }
  const size = source.shape.reduce((product, length) => product * length, 1);
  if (source.data.length !== size) {
    throw new NnError(
      'MMA_NN_STATE_DATA',
      `'${name}' has shape ${bracket(source.shape)} but ${source.data.length} values`,
    );
  }
}

/** Puts one checked entry of a state dict into its slot; its array belongs to the caller again afterwards. */
export function loadSlot(slot: TensorSlot, { data }: LoadableTensor): void {
  const numbers = data instanceof BigInt64Array ? Array.from(data, Number) : data;
  if (slot.dtype === 'float32') {
    const floats = numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
    slot.assign(slot.layout.fromNumbers(floats, slot.shape));
    return;
  }
  const outside = tf.tensor(Int32Array.from(numbers), [...slot.shape], 'int32');
  slot.assign(slot.layout.fromTorch(outside));
  outside.dispose();
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function bracket(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

const SHOWN = 8;

function describe(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > SHOWN ? `, … and ${names.length - SHOWN} more` : '';
  return [`  ${names.length} ${what}: ${names.slice(0, SHOWN).join(', ')}${more}`];
}
