import { loadBackend, type Tensor, tf } from '@mma/backend';
import { hashKeys } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.js';
import { LossScaler } from './loss-scaler.js';
import type { OptimWrapper } from './optim-wrapper.js';
import { Line, lineWrapper, waves } from './testing/line.js';

beforeAll(async () => {
  await loadBackend();
});

describe('LossScaler', () => {
  it("shrinks at an overflow and grows after so many steps without one, as PyTorch's", () => {
    const scaler = new LossScaler({ initScale: 64, growthInterval: 3 });
    const scales = [true, false, false, false, false, false, true, false].map((overflowed) => {
      scaler.update(overflowed);
      return scaler.scale;
    });
    expect(scales).toEqual([32, 32, 32, 64, 64, 64, 32, 32]);
    expect(new LossScaler().scale).toBe(65536);
  });

  it('stays what it is if it is a number', () => {
    const scaler = new LossScaler({ initScale: 128 }, true);
    for (const overflowed of [true, false]) scaler.update(overflowed);
    expect(scaler.scale).toBe(128);
  });

  it("is saved as PyTorch's checkpoints hold it, and goes on from there", () => {
    const scaler = new LossScaler({ growthInterval: 3 });
    for (const overflowed of [true, false, false]) scaler.update(overflowed);
    const state = scaler.stateDict();
    expect(state).toEqual({
      scale: 32768,
      growth_factor: 2,
      backoff_factor: 0.5,
      growth_interval: 3,
      _growth_tracker: 2,
    });
    const other = new LossScaler({ growthInterval: 3 });
    other.loadStateDict(new Map(Object.entries(state)));
    other.update(false);
    expect(other.scale).toBe(65536);
    other.loadStateDict({});
    expect(other.scale).toBe(65536);
  });
});

/** A small loss with gradients of up to 50. */
class Steep extends Line {
  override loss(): Record<string, Tensor> {
    const hundredfold = tf.matMul(tf.mul(tf.eye(2), 100), this.w.value as never);
    return { loss: tf.mean(tf.sin(hundredfold)) };
  }
}

const slopes = (w: readonly number[]): number[] => w.map((each) => 50 * Math.cos(100 * each));

/** Scales gradients of 50 beyond what a float32 holds. */
const TOO_MUCH = { scale: 2 ** 125, _growth_tracker: 0 };

/** Iterations with a scaled loss; on a CPU no wrapper scales by itself. `between` is called before each. */
async function trained(
  model: Line,
  scaler: LossScaler | undefined,
  options: { config?: object; between?: (iter: number) => void } = {},
) {
  model.initWeights(0);
  const wrapper = lineWrapper({ optimizer: { type: 'SGD', lr: 1e-3 }, ...options.config }, model) as OptimWrapper;
  wrapper.lossScaler = scaler;
  const values: { logVars: Record<string, number>; w: number[] }[] = [];
  const tensors: number[] = [];
  for (let iter = 0; iter < 6; iter += 1) {
    options.between?.(iter);
    const batch = waves(iter);
    const logVars = await wrapper.step(model, batch, hashKeys(iter));
    tf.dispose(batch as never);
    values.push({ logVars, w: [...model.w.value.dataSync()] });
    tensors.push(tf.memory().numTensors);
  }
  return { wrapper, values, tensors };
}

const clip = { config: { clip_grad: { max_norm: 0.5 } } };
const START = [0.5, -0.25];

describe('training with a scaled loss', () => {
  it('ends where training without ends, and logs the same losses', async () => {
    const scaled = await trained(new Line(), new LossScaler(), clip);
    const plain = await trained(new Line(), undefined, clip);
    expect(scaled.values).toEqual(plain.values);
    expect(new Set(scaled.tensors.slice(2)).size).toBe(1);
  });

  it('leaves a step out whose gradients overflow, and scales less from then on', async () => {
    const scaler = new LossScaler({ backoffFactor: 2 ** -3 });
    scaler.loadStateDict(TOO_MUCH);
    const { values, tensors } = await trained(new Steep(), scaler, clip);
    expect(scaler.scale).toBe(2 ** 122);
    const [first, second] = values;
    expect(first!.w).toEqual(START);
    expect(Object.keys(first!.logVars)).toEqual(['loss']);
    expect(first!.logVars['loss']).toBeCloseTo((Math.sin(50) + Math.sin(-25)) / 2, 5);
    expect(Object.keys(second!.logVars)).toEqual(['grad_norm', 'loss']);
    expect(second!.logVars['grad_norm']).toBeCloseTo(Math.hypot(...slopes(START)), 2);
    expect(second!.w).not.toEqual(START);
    expect(new Set(tensors.slice(2)).size).toBe(1);
  });

  it('goes on without the gradients of an iteration that overflowed, or without the update that it was to end with', async () => {
    const scaler = new LossScaler({ backoffFactor: 2 ** -100 });
    // Iteration 0 waits for the update after 1; 3 is to end with one.
    const between = (iter: number): void => {
      if (iter === 0 || iter === 3) scaler.loadStateDict(TOO_MUCH);
    };
    const { wrapper, values } = await trained(new Steep(), scaler, { config: { accumulative_counts: 2 }, between });
    const [, one, two, three, , five] = values.map(({ w }) => w);
    for (const [index, slope] of slopes(START).entries()) {
      expect(one![index]).toBeCloseTo(START[index]! - (1e-3 * slope) / 2, 5);
    }
    expect(three).toEqual(two);
    for (const [index, slope] of slopes(three!).entries()) {
      expect(five![index]).toBeCloseTo(three![index]! - 1e-3 * slope, 4);
    }
    expect(wrapper.accumulation.sums.size).toBe(0);
  });

  it('is gone on with from a checkpoint', async () => {
    const { wrapper } = await trained(new Line(), new LossScaler({ initScale: 256, growthInterval: 4 }));
    const state = await wrapper.stateDict();
    expect(state['loss_scaler']).toMatchObject({ scale: 512, _growth_tracker: 2 });
    const model = new Line();
    const other = lineWrapper({ optimizer: { type: 'SGD', lr: 1e-3 } }, model) as OptimWrapper;
    other.lossScaler = new LossScaler({ growthInterval: 4 });
    other.loadStateDict(state);
    expect(other.lossScaler.stateDict()).toEqual(state['loss_scaler']);
  });
});
