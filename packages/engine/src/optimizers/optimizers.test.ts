import { readFileSync } from 'node:fs';
import { loadBackend, type Tensor, tf } from '@mma/backend';
import { CONV2D, Parameter } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPTIMIZERS } from '../registry/roots.js';
import type { Optimizer } from './optimizer.js';
import { SGD } from './sgd.js';
import '../index.js';

interface Row {
  type: string;
  kwargs: Record<string, unknown>;
  trajectory: { loss: number; w: number[] }[];
  /** PyTorch's group and what it remembers after the last step. */
  group?: Record<string, unknown>;
  state?: Record<string, number[]>;
}

/** Losses and parameters step by step, from PyTorch (and timm); `fixtures/optimizers.py` prints them. */
const golden = JSON.parse(readFileSync(new URL('../../fixtures/optimizers.json', import.meta.url), 'utf8')) as Row[];

const ALL = ['SGD', 'Adam', 'AdamW', 'Adamax', 'NAdam', 'RAdam', 'RMSprop', 'Adagrad', 'Adadelta', 'Lion', 'LAMB'];

beforeAll(async () => {
  await loadBackend();
});

/** The fixtures' numbers: mulberry32 seeded by FNV-1a of the key, in [0, 1). */
function uniform(key: string, count: number): number[] {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(key)) state = Math.imul(state ^ byte, 0x01000193);
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  });
}

const matrix = (key: string, shape: [number, number]): Tensor =>
  tf.tensor(uniform(key, shape[0] * shape[1]), shape, 'float32');

function problem(): { w: Parameter; step(optimizer: Optimizer): number } {
  const w = new Parameter([2, 3], { init: () => tf.zeros([2, 3]) });
  w.assign(tf.sub(tf.mul(matrix('opt/w', [2, 3]), 2), 1));
  const a = matrix('opt/A', [3, 3]);
  const target = matrix('opt/t', [2, 3]);
  const loss = (): Tensor => tf.sum(tf.square(tf.sub(tf.matMul(w.value, a), target)));
  const step = (optimizer: Optimizer): number =>
    tf
      .tidy(() => {
        const { value, grads } = tf.engine().gradients(loss, [w.value]);
        optimizer.commit(optimizer.compute(new Map([[w, grads[0]!]])));
        return value;
      })
      .dataSync()[0]!;
  return { w, step };
}

const build = (type: string, kwargs: object = {}): Optimizer => OPTIMIZERS.build({ type, ...kwargs });

function ready(type: string, kwargs: object = {}): ReturnType<typeof problem> & { optimizer: Optimizer } {
  const { w, step } = problem();
  const optimizer = build(type, kwargs);
  optimizer.setParameters([{ params: [['w', w]] }]);
  return { w, step, optimizer };
}

const TOLERANCE = 1e-5;

function expectClose(values: Iterable<number>, expected: readonly number[]): void {
  for (const [index, value] of [...values].entries()) {
    const wanted = expected[index]!;
    // Relative, down to where float32 sums of numbers around 1 have no more digits.
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(TOLERANCE * Math.max(Math.abs(wanted), 0.05));
  }
}

describe('each optimizer gives PyTorch its numbers', () => {
  for (const { type, kwargs, trajectory, group, state } of golden) {
    it(`${type} ${JSON.stringify(kwargs)}`, async () => {
      const { w, step, optimizer } = ready(type, kwargs);
      for (const expected of trajectory) {
        expectClose([step(optimizer)], [expected.loss]);
        expectClose(w.value.dataSync(), expected.w);
      }
      if (group === undefined) return;
      const saved = await optimizer.stateDict();
      expect(saved.param_groups).toEqual([group]);
      const remembered = saved.state.get(0)!;
      expect(Object.keys(remembered).sort()).toEqual(Object.keys(state!).sort());
      for (const [name, { data }] of Object.entries(remembered)) expectClose(data as Float32Array, state![name]!);
    });
  }

  it('all of them are here', () => {
    expect(new Set(golden.map(({ type }) => type))).toEqual(new Set(ALL));
  });
});

describe.each(ALL)('%s', (type) => {
  const kwargs = type === 'SGD' ? { lr: 0.05, momentum: 0.9 } : { weight_decay: 0.01 };

  it('continues from its state as if it had never stopped', async () => {
    const one = ready(type, kwargs);
    for (let count = 0; count < 3; count += 1) one.step(one.optimizer);
    const other = ready(type, kwargs);
    other.w.assign(tf.clone(one.w.value));
    other.optimizer.loadStateDict(await one.optimizer.stateDict());
    for (let count = 0; count < 6; count += 1) expect(other.step(other.optimizer)).toBe(one.step(one.optimizer));
    expect([...other.w.value.dataSync()]).toEqual([...one.w.value.dataSync()]);
    expect(await other.optimizer.stateDict()).toEqual(await one.optimizer.stateDict());
  });

  it('leaves no tensors behind and frees its memory', () => {
    const { step, optimizer } = ready(type, kwargs);
    const before = tf.memory().numTensors;
    step(optimizer);
    const after = tf.memory().numTensors;
    step(optimizer);
    // Each step gives its loss to the caller.
    expect(tf.memory().numTensors - after).toBe(1);
    optimizer.dispose();
    expect(tf.memory().numTensors - before).toBe(2);
  });

  it('has the settings of each group, whatever its own are', () => {
    const twice = ready(type, kwargs);
    const { optimizer } = twice;
    optimizer.setParameters([{ params: [['w', twice.w]], lr: optimizer.paramGroups[0]!.lr * 2 }]);
    const once = ready(type, { ...kwargs, lr: optimizer.paramGroups[0]!.lr });
    once.step(once.optimizer);
    twice.step(optimizer);
    expect([...twice.w.value.dataSync()]).toEqual([...once.w.value.dataSync()]);
  });
});

describe('state of elsewhere', () => {
  it('may count in numbers of Python, as older versions of PyTorch did, or once a group', async () => {
    const one = ready('Adam');
    one.step(one.optimizer);
    const { state, param_groups } = await one.optimizer.stateDict();
    const tensors = state.get(0)!;
    const { step: _, ...unnumbered } = tensors;
    for (const variant of [
      { state: new Map([[0, { ...tensors, step: 1 }]]), param_groups },
      { state: new Map([[0, unnumbered]]), param_groups: [{ ...param_groups[0], step: 1n }] },
    ]) {
      const other = ready('Adam');
      other.optimizer.loadStateDict(variant);
      expect((await other.optimizer.stateDict()).state.get(0)!['step']!.data[0]).toBe(1);
    }
  });

  it('brings the settings of its groups along', async () => {
    const one = ready('Adam', { lr: 0.5, betas: [0.5, 0.6], eps: 1e-3 });
    one.step(one.optimizer);
    const other = ready('Adam', { lr: 0.1 });
    other.optimizer.loadStateDict(await one.optimizer.stateDict());
    expect(other.optimizer.paramGroups[0]).toMatchObject({ lr: 0.5, betas: [0.5, 0.6], eps: 1e-3 });
  });

  it('is refused when it is of other parameters, and changes nothing then', async () => {
    const { step, optimizer } = ready('SGD', { lr: 0.1, momentum: 0.9 });
    step(optimizer);
    const { state, param_groups } = await optimizer.stateDict();
    expect(() => optimizer.loadStateDict({ state, param_groups: [] })).toThrow(/groups of \[\]/);
    state.get(0)!['momentum_buffer'] = { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) };
    expect(() => optimizer.loadStateDict({ state, param_groups: [{ ...param_groups[0], lr: 7 }] })).toThrow(
      /momentum_buffer of w is \[3,2\]/,
    );
    expect(optimizer.paramGroups[0]!.lr).toBe(0.1);
  });

  it("is in PyTorch's layout where a parameter lies otherwise inside", async () => {
    const filter = new Parameter([2, 3, 1, 1], { init: () => tf.zeros([2, 3, 1, 1]), layout: CONV2D });
    filter.assign(tf.zeros([1, 1, 3, 2]));
    const optimizer = new SGD({ lr: 1, momentum: 0.5 });
    optimizer.setParameters([{ params: [['w', filter]] }]);
    const gradient = tf.tensor([0, 1, 2, 3, 4, 5], [1, 1, 3, 2]);
    tf.tidy(() => optimizer.commit(optimizer.compute(new Map([[filter, gradient]]))));
    const { state } = await optimizer.stateDict();
    expect(state.get(0)!['momentum_buffer']).toMatchObject({ shape: [2, 3, 1, 1] });
    expect([...(state.get(0)!['momentum_buffer']!.data as Float32Array)]).toEqual([0, 2, 4, 1, 3, 5]);
  });
});

it('parameters of one group that have not come equally far are each corrected for their own count', () => {
  const [one, other] = [problem(), problem()];
  const optimizer = build('Adam', { lr: 0.1 });
  optimizer.setParameters([
    {
      params: [
        ['one', one.w],
        ['other', other.w],
      ],
    },
  ]);
  one.step(optimizer);
  one.step(optimizer);
  const alone = ready('Adam', { lr: 0.1 });
  alone.step(alone.optimizer);
  other.step(optimizer);
  expect([...other.w.value.dataSync()]).toEqual([...alone.w.value.dataSync()]);
});

it('SGD asks for a momentum when told to use nesterov', () => {
  expect(() => build('SGD', { nesterov: true })).toThrow(/nesterov needs a momentum/);
});

it('what only PyTorch can do is refused with a reason', () => {
  expect(() => build('Adam', { differentiable: true })).toThrow(/only false: steps are not differentiated/);
  expect(() => build('Adam', { betas: [0.9, 1] })).toThrow(/betas/);
});
