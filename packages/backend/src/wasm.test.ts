import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadBackend } from './load.js';
import { batchNormTrain } from './ops/batch-norm.js';
import { conv2d } from './ops/conv2d.js';
import { fromUint8 } from './ops/from-uint8.js';
import { maxPool2d } from './ops/max-pool2d.js';
import { type Array4D, array4D, maxDifference, naiveConv2d, naiveMaxPool2d, noise } from './testing/naive.js';
import { tf } from './tf.js';

const window = { stride: [2, 2], padding: [1, 1], dilation: [1, 1] } as const;
const tensor = ({ data, shape }: Array4D) => tf.tensor4d(data, [...shape]);
let empty: string;

beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), 'mma-wasm-'));
  vi.stubEnv('MMA_CACHE_DIR', empty);
  vi.stubEnv('MMA_LIBTENSORFLOW', '');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(empty, { recursive: true });
});

test('without a native library, WebAssembly is used only where it was allowed, and says so', async () => {
  await expect(loadBackend()).rejects.toMatchObject({ code: 'MMA_BACKEND_MISSING' });
  const messages: string[] = [];
  const device = await loadBackend({ allowWasm: true, onMessage: (line) => messages.push(line) });
  expect(device).toMatchObject({ device: 'wasm', canTrain: false });
  expect(messages.join()).toContain('cannot train');
});

test('convolution and pooling compute the same there', () => {
  const x = array4D([2, 9, 8, 4], (index) => noise(1)(index) - 1);
  const filter = array4D([3, 3, 4, 5], noise(2));
  const y = conv2d(tensor(x), tensor(filter), window);
  expect(maxDifference(y.dataSync(), naiveConv2d(x, filter, window).y.data)).toBeLessThan(1e-4);
  const pooled = maxPool2d(tensor(x), { kernel: 3, ...window });
  expect(maxDifference(pooled.dataSync(), naiveMaxPool2d(x, [3, 3], window).y.data)).toBe(0);
  expect(Array.from(fromUint8(Uint8Array.of(7, 255), [2]).dataSync())).toEqual([7, 255]);
});

test('training refuses', () => {
  const train = () =>
    batchNormTrain(tf.ones([2, 2, 2, 1]) as Tensor4D, tf.ones([1]) as Tensor1D, tf.ones([1]) as Tensor1D, {
      epsilon: 1e-5,
    });
  expect(train).toThrow(expect.objectContaining({ code: 'MMA_BACKEND_NOT_NATIVE' }));
});
