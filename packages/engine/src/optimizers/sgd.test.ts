import { readFileSync } from 'node:fs';
import { loadBackend, type Tensor, tf } from '@mma/backend';
import { Parameter } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPTIMIZERS } from '../registry/roots.js';
import type { Optimizer } from './optimizer.js';
import { SGD } from './sgd.js';

/** Losses and parameters step by step, from PyTorch. */
const golden = JSON.parse(readFileSync(new URL('../../fixtures/sgd.json', import.meta.url), 'utf8')) as {
  kwargs: object;
  trajectory: { loss: number; w: number[] }[];
}[];

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

const build = (kwargs: object): Optimizer => OPTIMIZERS.build({ type: 'SGD', ...kwargs });

describe('SGD', () => {
  for (const { kwargs, trajectory } of golden) {
    it(`follows PyTorch with ${JSON.stringify(kwargs)}`, () => {
      const { w, step } = problem();
      const optimizer = build(kwargs);
      optimizer.setParameters([{ params: [['w', w]] }]);
      for (const expected of trajectory) {
        expect(step(optimizer)).toBeCloseTo(expected.loss, 4);
        for (const [index, value] of w.value.dataSync().entries()) expect(value).toBeCloseTo(expected.w[index]!, 5);
      }
    });
  }

  it('continues from its state as if it had never stopped', async () => {
    const kwargs = { lr: 0.05, momentum: 0.9, weight_decay: 0.01 };
    const one = problem();
    const first = build(kwargs);
    first.setParameters([{ params: [['w', one.w]] }]);
    one.step(first);
    one.step(first);

    const other = problem();
    other.w.assign(tf.clone(one.w.value));
    const second = build(kwargs);
    second.setParameters([{ params: [['w', other.w]] }]);
    second.loadStateDict(await first.stateDict());
    expect(other.step(second)).toBe(one.step(first));
    expect([...other.w.value.dataSync()]).toEqual([...one.w.value.dataSync()]);
  });

  it('saves its state as PyTorch does', async () => {
    const { w, step } = problem();
    const optimizer = build({ lr: 0.1, momentum: 0.9 });
    optimizer.setParameters([{ params: [['w', w]] }]);
    step(optimizer);
    const { state, param_groups } = await optimizer.stateDict();
    expect(state.get(0)!['momentum_buffer']!.shape).toEqual([2, 3]);
    expect(param_groups).toEqual([
      {
        lr: 0.1,
        momentum: 0.9,
        dampening: 0,
        weight_decay: 0,
        nesterov: false,
        maximize: false,
        foreach: null,
        differentiable: false,
        fused: null,
        params: [0],
      },
    ]);
  });

  it('refuses a state of other parameters, and changes nothing then', async () => {
    const { w, step } = problem();
    const optimizer = build({ lr: 0.1, momentum: 0.9 });
    optimizer.setParameters([{ params: [['w', w]] }]);
    step(optimizer);
    const { state, param_groups } = await optimizer.stateDict();
    expect(() => optimizer.loadStateDict({ state, param_groups: [] })).toThrow(/groups of \[\]/);
    state.get(0)!['momentum_buffer'] = { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) };
    expect(() => optimizer.loadStateDict({ state, param_groups: [{ ...param_groups[0], lr: 7 }] })).toThrow(
      /momentum_buffer of w is \[3,2\]/,
    );
    expect(optimizer.paramGroups[0]!.lr).toBe(0.1);
  });

  it('leaves no tensors behind and frees its memory', () => {
    const { w, step } = problem();
    const optimizer = new SGD({ lr: 0.1, momentum: 0.9, weightDecay: 0.1, nesterov: true });
    optimizer.setParameters([{ params: [['w', w]] }]);
    const before = tf.memory().numTensors;
    // Each step gives its loss to the caller.
    step(optimizer);
    const after = tf.memory().numTensors;
    step(optimizer);
    expect(tf.memory().numTensors - after).toBe(1);
    optimizer.dispose();
    expect(tf.memory().numTensors - before).toBe(2);
  });

  it('asks for a momentum when told to use nesterov', () => {
    expect(() => build({ nesterov: true })).toThrow(/nesterov needs a momentum/);
  });
});
