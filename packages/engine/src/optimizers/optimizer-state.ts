import { type Tensor, tf } from '@mma/backend';
import type { Parameter, TensorData } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { ParamGroup, Slots } from './optimizer.js';

/** PyTorch's `optimizer.state_dict()`: parameters are numbered through the groups in order. */
export interface OptimizerState {
  state: Map<number, Record<string, TensorData>>;
  param_groups: Record<string, unknown>[];
}

/** Reads an optimizer's memory into PyTorch's structure; the values are those at the time of the call. */
export async function saveOptimizerState(
  groups: readonly ParamGroup[],
  memory: ReadonlyMap<Parameter, Slots>,
  extras: Record<string, unknown>,
): Promise<OptimizerState> {
  const snapshot: { index: number; name: string; shape: readonly number[]; tensor: Tensor }[] = [];
  const paramGroups: Record<string, unknown>[] = [];
  let index = 0;
  for (const { params, ...numbers } of groups) {
    const members: number[] = [];
    for (const [, parameter] of params) {
      for (const [name, tensor] of Object.entries(memory.get(parameter) ?? {})) {
        snapshot.push({ index, name, shape: parameter.shape, tensor: parameter.layout.toTorch(tensor) });
      }
      members.push(index);
      index += 1;
    }
    paramGroups.push({ ...groupNumbers(numbers), ...extras, params: members });
  }
  const state: OptimizerState['state'] = new Map();
  for (const { index: at, name, shape, tensor } of snapshot) {
    const data = Float32Array.from(await tensor.data());
    tensor.dispose();
    const entry = state.get(at) ?? {};
    entry[name] = { dtype: 'float32', shape, data };
    state.set(at, entry);
  }
  return { state, param_groups: paramGroups };
}

function groupNumbers(numbers: Omit<ParamGroup, 'params'>): Record<string, unknown> {
  const named: Record<string, unknown> = { lr: numbers.lr, weight_decay: numbers.weightDecay };
  if (numbers.momentum !== undefined) named['momentum'] = numbers.momentum;
  if (numbers.initialLr !== undefined) named['initial_lr'] = numbers.initialLr;
  if (numbers.initialMomentum !== undefined) named['initial_momentum'] = numbers.initialMomentum;
  return named;
}

const savedTensor = z.looseObject({
  shape: z.array(z.number()),
  data: z.instanceof(Float32Array),
});

const savedGroup = z.looseObject({
  lr: z.number(),
  weight_decay: z.number().optional(),
  momentum: z.number().optional(),
  initial_lr: z.number().optional(),
  initial_momentum: z.number().optional(),
  params: z.array(z.int()),
});

/**
 * Brings groups back to their saved numbers and gives back what was remembered of each parameter. Nothing is changed
 * unless all of it fits.
 * @throws EngineError `MMA_OPTIMIZER_STATE` when groups, numbers of parameters or shapes differ.
 */
export function loadOptimizerState(
  groups: readonly ParamGroup[],
  state: unknown,
  slotNames: readonly string[],
): Map<Parameter, Slots> {
  const saved = groupList(state);
  const sizes = saved.map((group) => group.params.length).join(', ');
  const own = groups.map((group) => group.params.length).join(', ');
  if (sizes !== own) throw mismatch(`it has groups of [${sizes}] parameters, the model has [${own}]`);
  const entries = stateEntries(state);
  const found: { parameter: Parameter; slots: Record<string, z.output<typeof savedTensor>> }[] = [];
  for (const [at, group] of groups.entries()) {
    for (const [position, [name, parameter]] of group.params.entries()) {
      const entry = entries(saved[at]!.params[position]!);
      if (entry === undefined) continue;
      const slots: Record<string, z.output<typeof savedTensor>> = {};
      for (const slotName of slotNames) {
        const parsed = savedTensor.safeParse(entry(slotName));
        if (!parsed.success) continue;
        if (parsed.data.shape.join() !== parameter.shape.join()) {
          throw mismatch(`${slotName} of ${name} is [${parsed.data.shape}], the parameter [${parameter.shape}]`);
        }
        slots[slotName] = parsed.data;
      }
      if (Object.keys(slots).length > 0) found.push({ parameter, slots });
    }
  }
  for (const [at, group] of groups.entries()) restoreNumbers(group, saved[at]!);
  return new Map(
    found.map(({ parameter, slots }) => [
      parameter,
      Object.fromEntries(Object.entries(slots).map(([name, tensor]) => [name, inside(parameter, tensor.data)])),
    ]),
  );
}

function inside(parameter: Parameter, data: Float32Array): Tensor {
  return tf.keep(tf.tidy(() => parameter.layout.fromTorch(tf.tensor(data, [...parameter.shape], 'float32'))));
}

function restoreNumbers(group: ParamGroup, saved: z.output<typeof savedGroup>): void {
  group.lr = saved.lr;
  if (saved.weight_decay !== undefined) group.weightDecay = saved.weight_decay;
  if (saved.momentum !== undefined && group.momentum !== undefined) group.momentum = saved.momentum;
  if (saved.initial_lr !== undefined) group.initialLr = saved.initial_lr;
  if (saved.initial_momentum !== undefined) group.initialMomentum = saved.initial_momentum;
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

function plain(value: unknown): Record<string, unknown> {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function mismatch(why: string): EngineError {
  return new EngineError('MMA_OPTIMIZER_STATE', `the checkpoint's optimizer state does not fit: ${why}`, {
    hint: 'resume with the config that the checkpoint was trained with, or start from its weights alone with load_from',
  });
}
