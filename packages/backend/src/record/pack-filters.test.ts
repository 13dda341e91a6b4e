import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { cpuFeatures } from '../doctor/cpu.js';
import { loadBackend } from '../load.js';
import { biasAdd } from '../ops/bias-add.js';
import { conv2d } from '../ops/conv2d.js';
import { maxDifference } from '../testing/naive.js';
import { tf } from '../tf.js';
import { canPack } from './can-pack.js';
import { PACKED_OP, packFilters } from './pack-filters.js';
import { type Recorded, type RecordOptions, record } from './record.js';
import { runEagerly, type TensorFunction, trace } from './recorder.js';
import { PACK_AFTER } from './split-replay.js';
import { splitStable } from './split-stable.js';

beforeAll(() => loadBackend({ install: true }));

const made: Recorded[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

const SHAPES = [[3, 3, 4, 8], [8], [1, 1, 8, 8], [8], [1, 1, 4, 8], [8]];
const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 0.3, 'float32', seed);
const weights = (seed: number): Tensor[] => SHAPES.map((shape, index) => random(shape, seed + index));
const pictures = (seed: number): Tensor => random([2, 9, 9, 4], seed);
const apart = (a: Tensor, b: Tensor): number => maxDifference(a.dataSync(), b.dataSync());

/** A residual block with a convolution in its shortcut: [2, 9, 9, 4] → [2, 5, 5, 8]. */
const block: TensorFunction = ([x, ...w]) => {
  const conv = (from: Tensor, at: number, options: Parameters<typeof conv2d>[2] = {}) =>
    biasAdd(conv2d(from as Tensor4D, tf.mul(w[at]!, 2) as Tensor4D, options), w[at + 1] as Tensor1D);
  const inside = tf.relu(conv(x!, 0, { stride: 2, padding: 1 }));
  return [tf.relu(tf.add(conv(inside, 2), conv(x!, 4, { stride: 2 })))];
};

function recorded(fn: TensorFunction, options: RecordOptions) {
  const reasons: string[] = [];
  const call = record(fn, { onFallback: (reason) => reasons.push(reason), ...options });
  made.push(call);
  return { call, reasons };
}

/** Names of the functions that run meanwhile. */
async function executed(work: () => Promise<void>): Promise<string[]> {
  const { binding } = nativeBackend();
  const names: string[] = [];
  const { executeOp, executeOpAsync } = binding;
  binding.executeOp = (name, ...rest) => {
    names.push(name);
    return executeOp.call(binding, name, ...rest);
  };
  binding.executeOpAsync = (name, ...rest) => {
    names.push(name);
    return executeOpAsync.call(binding, name, ...rest);
  };
  try {
    await work();
  } finally {
    Object.assign(binding, { executeOp, executeOpAsync });
  }
  return names.filter((name) => name.startsWith('MmaRecord'));
}

const expectSame = (call: Recorded, inputs: Tensor[]): void => {
  const [expected] = runEagerly(block, inputs);
  const [found] = call(inputs);
  expect(apart(found!, expected!)).toBeLessThan(1e-5);
};

const ops = (fn: TensorFunction, inputs: Tensor[]) => {
  const definition = trace(nativeBackend(), fn, { inputs, name: 'Traced' });
  const { main } = splitStable(definition, inputs.length - 1);
  const packed = packFilters(main, new Set(main.inputs.slice(1).map(({ name }) => name)));
  const nodes = (packed ?? main).nodes.filter(({ op }) => op !== 'Const');
  return nodes.map(({ op, attributes }) => {
    const fused = attributes.get('fused_ops')?.value as readonly Uint8Array[] | undefined;
    return fused === undefined ? op : ['Packed', ...fused.map((name) => Buffer.from(name).toString())].join('+');
  });
};

describe.skipIf(!cpuFeatures().includes('avx512_vnni'))('filters of weights that are used often', () => {
  test('are kept as oneDNN reads them, and what comes out stays the same', async () => {
    const { call, reasons } = recorded(block, { stable: SHAPES.length });
    const stable = weights(1);
    const names = await executed(async () => {
      for (let use = 0; use < PACK_AFTER + 2; use += 1) expectSame(call, [pictures(use), ...stable]);
      const inputs = [pictures(99), ...stable];
      const [found] = await call.async(inputs);
      expect(apart(found!, runEagerly(block, inputs)[0]!)).toBeLessThan(1e-5);
    });
    expect(names.filter((name) => name.endsWith('Packed1'))).toHaveLength(4);
    expect(reasons).toEqual([]);
  });

  test('are not those of former weights', async () => {
    const { call } = recorded(block, { stable: SHAPES.length });
    const names = await executed(async () => {
      for (const seed of [1, 50]) {
        const stable = weights(seed);
        for (let use = 0; use < PACK_AFTER + 1; use += 1) expectSame(call, [pictures(use), ...stable]);
      }
      call.release();
      expectSame(call, [pictures(7), ...weights(80)]);
    });
    expect(names.filter((name) => name.endsWith('Packed1'))).toHaveLength(2);
    expect(names.filter((name) => name.endsWith('Packed2'))).toHaveLength(2);
    expect(names.at(-1)).not.toContain('Packed');
  });
});

describe('a convolution', () => {
  test('takes bias, sum and ReLU with it; of two that are added, one takes the sum', () => {
    const found = ops(block, [pictures(0), ...weights(0)]);
    expect(found.toSorted()).toEqual(['Packed+BiasAdd', 'Packed+BiasAdd+Add+Relu', 'Packed+BiasAdd+Relu']);
  });

  test('stays as it is where others read what it gives, where no bias follows, or where its filter is not stable', () => {
    const [, , filter, bias] = weights(0) as [Tensor, Tensor, Tensor, Tensor];
    const x = random([1, 4, 4, 8], 0);
    const shared: TensorFunction = ([a, f, b]) => {
      const y = conv2d(a as Tensor4D, f as Tensor4D);
      return [tf.add(biasAdd(y, b as Tensor1D), y)];
    };
    expect(ops(shared, [x, filter, bias])).toEqual(['Conv2D', 'BiasAdd', 'Add']);
    expect(ops(([a, f]) => [conv2d(a as Tensor4D, f as Tensor4D)], [x, filter])).toEqual(['Conv2D']);
    const live: TensorFunction = ([f, a, b]) => [biasAdd(conv2d(a as Tensor4D, f as Tensor4D), b as Tensor1D)];
    expect(ops(live, [filter, x, bias])).toEqual(['Conv2D', 'BiasAdd']);
  });

  test('takes no sum that broadcasts, nor one with itself', () => {
    const [, , filter, bias] = weights(0);
    const x = random([1, 4, 4, 8], 0);
    const row: TensorFunction = ([a, f, b]) => [
      tf.add(biasAdd(conv2d(a as Tensor4D, f as Tensor4D), b as Tensor1D), tf.mean(a!, [1, 2], true)),
    ];
    expect(ops(row, [x, filter!, bias!])).toContain('Packed+BiasAdd');
    const twice: TensorFunction = ([a, f, b]) => {
      const y = biasAdd(conv2d(a as Tensor4D, f as Tensor4D), b as Tensor1D);
      return [tf.add(y, y)];
    };
    expect(ops(twice, [x, filter!, bias!])).toEqual(['Packed+BiasAdd', 'Add']);
  });
});

test('packs where TensorFlow uses oneDNN: on such CPUs, or as the environment says', () => {
  const { binding } = nativeBackend();
  expect(PACKED_OP).toMatch(/^_Mkl/);
  expect(canPack(binding, {}, ['avx2', 'avx512_vnni'])).toBe(true);
  expect(canPack(binding, {}, ['avx2'])).toBe(false);
  expect(canPack(binding, { TF_ENABLE_ONEDNN_OPTS: '1' }, [])).toBe(true);
  expect(canPack(binding, { TF_ENABLE_ONEDNN_OPTS: '0' }, ['avx512_vnni'])).toBe(false);
});
