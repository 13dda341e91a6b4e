import { type Tensor, tf } from '@mma/backend';
import { type Parameter, type TensorData, TensorSnapshot } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import { toCamel, toSnake } from '../registry/spelling.js';
import type { Counters, Slots } from './optimizer.js';
import type { ParamGroup } from './param-group.js';

/** PyTorch's `optimizer.state_dict()`: parameters are numbered through the groups in order. */
export interface OptimizerState {
  state: Map<number, Record<string, TensorData>>;
  param_groups: Record<string, unknown>[];
}

/** What an optimizer remembers of one parameter. */
export interface Remembered {
  parameter: Parameter;
  slots: Slots;
  counters: Counters;
}

/** The names under which an optimizer's memory is found in a state dict. */
export interface MemoryNames {
  readonly slotNames: readonly string[];
  readonly counterNames: readonly string[];
}

/** The same with tensors that are not read yet. */
export interface OptimizerSnapshot {
  state: Map<number, Record<string, TensorData | TensorSnapshot>>;
  param_groups: Record<string, unknown>[];
}

/** An optimizer's memory in PyTorch's structure, as it is now; its snapshots are to be disposed of. */
export function snapshotOptimizer(
  groups: readonly ParamGroup[],
  memory: ReadonlyMap<Parameter, Slots>,
  counts: ReadonlyMap<Parameter, Counters>,
): OptimizerSnapshot {
  const state: OptimizerSnapshot['state'] = new Map();
  const paramGroups: Record<string, unknown>[] = [];
  let index = 0;
  for (const { params, ...settings } of groups) {
    const members: number[] = [];
    for (const [, parameter] of params) {
      const entry: Record<string, TensorData | TensorSnapshot> = {};
      for (const [name, number] of Object.entries(counts.get(parameter) ?? {})) {
        entry[name] = { dtype: 'float32', shape: [], data: Float32Array.of(number) };
      }
      for (const [name, tensor] of Object.entries(memory.get(parameter) ?? {})) {
        entry[name] = new TensorSnapshot(tensor, parameter);
      }
      if (Object.keys(entry).length > 0) state.set(index, entry);
      members.push(index);
      index += 1;
    }
    paramGroups.push({ ...settingsOutside(settings), params: members });
  }
  return { state, param_groups: paramGroups };
}

/** A group's settings under the names that PyTorch gives them. */
export function settingsOutside(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [toSnake(name), value]));
}

const savedTensor = z.looseObject({
  shape: z.array(z.number()),
  data: z.instanceof(Float32Array),
});

const savedGroup = z.looseObject({ lr: z.number(), params: z.array(z.int()) });

/** A number as PyTorch has stored it over the years: a tensor of one element, or a number of Python. */
const savedNumber = z.union([
  z.number(),
  z.bigint().transform(Number),
  z
    .looseObject({ data: z.union([z.instanceof(Float32Array), z.instanceof(BigInt64Array)]) })
    .transform(({ data }, context) => {
      if (data.length === 1) return Number(data[0]);
      context.addIssue({ code: 'custom', message: 'expected one element' });
      return z.NEVER;
    }),
]);

/**
 * Brings groups back to their saved settings and gives back what was remembered of each parameter. Nothing is changed
 * unless all of it fits.
 * @throws EngineError `MMA_OPTIMIZER_STATE` when groups, numbers of parameters or shapes differ.
 */
export function loadOptimizerState(
  groups: readonly ParamGroup[],
  state: unknown,
  { slotNames, counterNames }: MemoryNames,
): Remembered[] {
  const saved = groupList(state);
  const sizes = saved.map((group) => group.params.length).join(', ');
  const own = groups.map((group) => group.params.length).join(', ');
  if (sizes !== own) throw mismatch(`it has groups of [${sizes}] parameters, the model has [${own}]`);
  const entries = stateEntries(state);
  const found: { parameter: Parameter; slots: Record<string, Float32Array>; counters: Record<string, number> }[] = [];
  for (const [at, group] of groups.entries()) {
    for (const [position, [name, parameter]] of group.params.entries()) {
      const entry = entries(saved[at]!.params[position]!);
      if (entry === undefined) continue;
      const slots: Record<string, Float32Array> = {};
      for (const slotName of slotNames) {
        const parsed = savedTensor.safeParse(entry(slotName));
        if (!parsed.success) continue;
        if (parsed.data.shape.join() !== parameter.shape.join()) {
          throw mismatch(`${slotName} of ${name} is [${parsed.data.shape}], the parameter [${parameter.shape}]`);
        }
        slots[slotName] = parsed.data.data;
      }
      const counters: Record<string, number> = {};
      for (const counterName of counterNames) {
        // Some optimizers count once a group.
        const parsed = savedNumber.safeParse(entry(counterName) ?? saved[at]![counterName]);
        if (parsed.success) counters[counterName] = parsed.data;
      }
      if (Object.keys(slots).length > 0) found.push({ parameter, slots, counters });
    }
  }
  for (const [at, group] of groups.entries()) restoreSettings(group, saved[at]!);
  return found.map(({ parameter, slots, counters }) => ({
    parameter,
    slots: Object.fromEntries(Object.entries(slots).map(([name, data]) => [name, inside(parameter, data)])),
    counters,
  }));
}

function inside(parameter: Parameter, data: Float32Array): Tensor {
  return tf.keep(tf.tidy(() => parameter.layout.fromTorch(tf.tensor(data, [...parameter.shape], 'float32'))));
}

/** Notes of schedules, which a group may have only once they are attached. */
const NOTE = /^(?:initial|max|min)_/;

/** As PyTorch does, whatever the file says of a group goes before the config; of what it does not know, the config's stays. */
export function restoreSettings(group: Record<string, unknown>, saved: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(saved)) {
    const field = toCamel(name);
    if (name === 'params' || (!(field in group) && !NOTE.test(name))) continue;
    const current = group[field];
    const plainValue = typeof value === 'bigint' ? Number(value) : value;
    if (current == null || kindOf(current) === kindOf(plainValue)) group[field] = plainValue;
  }
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function groupList(state: unknown): z.output<typeof savedGroup>[] {
  const groups = plain(state)['param_groups'];
  const parsed = z.array(savedGroup).safeParse(Array.isArray(groups) ? groups.map(plain) : groups);
  if (!parsed.success) throw mismatch('it has no parameter groups');
  return parsed.data;
}

/** Finds the entry of a parameter's number, and in it a named tensor, whether dicts came back as objects or as Maps. */
function stateEntries(state: unknown): (index: number) => ((name: string) => unknown) | undefined {
  const entries = lookup(plain(state)['state']);
  return (index) => {
    const entry = entries(index) ?? entries(String(index));
    return entry === undefined ? undefined : lookup(entry);
  };
}

function lookup(dict: unknown): (key: string | number) => unknown {
  if (dict instanceof Map) return (key) => dict.get(key);
  const fields = plain(dict);
  return (key) => fields[key];
}

/** A dict of a checkpoint as an object. */
export function plain(value: unknown): Record<string, unknown> {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function mismatch(why: string): EngineError {
  return new EngineError('MMA_OPTIMIZER_STATE', `the checkpoint's optimizer state does not fit: ${why}`, {
    hint: 'resume with the config that the checkpoint was trained with, or start from its weights alone with load_from',
  });
}
