import { loadBackend, type Tensor, tf } from '@mma/backend';
import { hashKeys } from '@mma/nn';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { OPTIMIZERS } from '../registry/roots.js';
import { OptimWrapper } from './optim-wrapper.js';
import { batchOf, eagerly, SmallNet } from './testing/small-training.js';
import '../index.js';

beforeAll(async () => {
  await loadBackend();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** With how many tensors of memory for each parameter. */
const OPTIMIZERS_WITH_SLOTS = [
  { type: 'SGD', momentum: 0.9, slots: 1 },
  { type: 'SGD', momentum: 0, slots: 0 },
  { type: 'Adam', weight_decay: 0.01, slots: 2 },
  { type: 'AdamW', amsgrad: true, slots: 3 },
  { type: 'LAMB', slots: 2 },
];

function ready({ slots: _, ...config }: { type: string; momentum?: number; slots: number }) {
  const model = new SmallNet();
  model.initWeights(3);
  const optimizer = OPTIMIZERS.build({ ...config, lr: 0.01 });
  optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  const wrapper = new OptimWrapper({ optimizer, clipGrad: { maxNorm: 0.5 } });
  const step = async (iter: number): Promise<void> => {
    const batch = batchOf(iter);
    await wrapper.step(model, batch, hashKeys('seed', iter));
    tf.dispose(batch as never);
  };
  return { model, optimizer, wrapper, step };
}

const valuesOf = (tensors: readonly Tensor[]): number[][] => tensors.map((tensor) => [...tensor.dataSync()]);

/** How many tensors each update writes over. */
function watchOverwritten(): number[] {
  const counts: number[] = [];
  const { binding } = tf.backend() as unknown as {
    binding: { endDonation(): void; overwrittenTensors(): number };
  };
  const end = binding.endDonation;
  vi.spyOn(binding, 'endDonation').mockImplementation(() => {
    counts.push(binding.overwrittenTensors());
    end();
  });
  return counts;
}

describe.each(OPTIMIZERS_WITH_SLOTS)('an update by $type with $slots slots', (config) => {
  it('writes values and memory in place', async () => {
    const { step, wrapper } = ready(config);
    const counts = watchOverwritten();
    const overwritten = () => counts.splice(0).reduce((sum, count) => sum + count, 0);
    // Filter, batch norm's two, weight and bias of the dense layer.
    await step(0);
    expect(overwritten()).toBe(5);
    for (let iter = 1; iter < 4; iter += 1) {
      await step(iter);
      expect(overwritten()).toBe(5 * (1 + config.slots));
    }
    wrapper.dispose();
  });

  it('leaves alone what somebody holds', async () => {
    const { model, optimizer, step } = ready(config);
    await step(0);
    const held = [
      ...model.parameters().map(({ value }) => tf.clone(value)),
      ...[...optimizer.remembered()].flatMap(([, slots]) => Object.values(slots).map((slot) => tf.clone(slot))),
    ];
    const before = valuesOf(held);
    await step(1);
    await step(2);
    expect(valuesOf(held)).toEqual(before);
    expect(valuesOf(model.parameters().map(({ value }) => value))).not.toEqual(before.slice(0, 7));
    tf.dispose(held);
  });

  it('does not reach states that are being saved', async () => {
    const [one, other] = [ready(config), ready(config)];
    await one.step(0);
    await other.step(0);
    const saving = [one.model.stateDict(), one.optimizer.stateDict()] as const;
    await one.step(1);
    const [weights, state] = await Promise.all(saving);
    expect(weights).toEqual(await other.model.stateDict());
    expect(state).toEqual(await other.optimizer.stateDict());
  });

  it('ends as one beside the former numbers does', async () => {
    const trained = async (holding: boolean): Promise<number[][]> => {
      const { model, optimizer, step } = ready(config);
      for (let iter = 0; iter < 5; iter += 1) {
        const memory = [...optimizer.remembered()].flatMap(([, slots]) => Object.values(slots));
        const held = holding
          ? [...model.parameters().map(({ value }) => value), ...memory].map((x) => tf.clone(x))
          : [];
        await step(iter);
        tf.dispose(held);
      }
      return valuesOf(model.parameters().map(({ value }) => value));
    };
    expect(await trained(false)).toEqual(await trained(true));
    expect(await eagerly(() => trained(false))).toEqual(await eagerly(() => trained(true)));
  });
});

it('parameters of two models that share a tensor go their own ways', async () => {
  const { model, step } = ready({ type: 'SGD', momentum: 0.9, slots: 1 });
  await step(0);
  const other = new SmallNet();
  other.initWeights(3);
  other.norm.weight.assign(tf.clone(model.norm.weight.value));
  const before = [...other.norm.weight.value.dataSync()];
  await step(1);
  expect([...other.norm.weight.value.dataSync()]).toEqual(before);
  expect([...model.norm.weight.value.dataSync()]).not.toEqual(before);
});

it('a step that fails or is left out leaves weights and memory as they were', async () => {
  const { model, optimizer, wrapper, step } = ready({ type: 'Adam', slots: 2 });
  await step(0);
  const state = async () => [await model.stateDict(), await optimizer.stateDict()];
  const before = await state();
  wrapper.accepts = () => false;
  await step(1);
  wrapper.accepts = () => {
    throw new Error('stop');
  };
  await expect(step(2)).rejects.toThrow('stop');
  wrapper.accepts = undefined;
  const wrong = { ...batchOf(3), target: tf.zeros([4, 5]) };
  await expect(wrapper.step(model, wrong, hashKeys(3))).rejects.toThrow(/shape|[Ss]hapes/);
  expect(await state()).toEqual(before);
});
