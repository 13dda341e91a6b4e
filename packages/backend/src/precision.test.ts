import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadBackend } from './load.js';
import { batchNormTrain } from './ops/batch-norm.js';
import { conv2d } from './ops/conv2d.js';
import { maxPool2d } from './ops/max-pool2d.js';
import { canComputeIn, halfPrecision } from './precision.js';
import { record } from './record/record.js';
import { maxDifference, noise } from './testing/naive.js';
import { tf } from './tf.js';

beforeAll(() => loadBackend({ install: true }));

test('bfloat16 needs a CPU that has it, float16 a GPU, and who lacks it is told so', () => {
  expect(canComputeIn('float32', [], false)).toEqual({ can: true });
  expect(canComputeIn('bfloat16', ['avx2', 'avx512_bf16'], false)).toEqual({ can: true });
  expect(canComputeIn('bfloat16', ['avx2', 'avx512f'], false)).toEqual({
    can: false,
    why: 'this CPU has no instructions for bfloat16 (avx512_bf16, amx_bf16, bf16)',
  });
  const without = (word: string) => ({ can: false, why: expect.stringContaining(word) });
  expect(canComputeIn('float16', ['avx512_bf16'], false)).toEqual(without('for GPUs'));
  expect(canComputeIn('bfloat16', ['avx512_bf16'], true)).toEqual(without('float16'));
  for (const onGpu of [true, false]) {
    expect(canComputeIn(halfPrecision(onGpu), ['avx512_bf16'], onGpu)).toEqual({ can: true });
  }
});

test('on a CPU a function recorded for float16 computes in float32', () => {
  const product = ([x, y]: readonly Tensor[]): Tensor[] => [tf.matMul(x as Tensor2D, y as Tensor2D)];
  const inputs = [data([16, 16], 1), data([16, 16], 2)];
  const [plain, half] = (['float32', 'float16'] as const).map((precision) => record(product, { precision })(inputs));
  expect([...half![0]!.dataSync()]).toEqual([...plain![0]!.dataSync()]);
});

const data = (shape: number[], seed: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => noise(seed)(i)),
    shape,
  );

describe.skipIf(!canComputeIn('bfloat16').can)('in bfloat16', () => {
  const step = ([image, filter, weight]: readonly Tensor[]): Tensor[] => {
    const loss = (f: Tensor, w: Tensor) => {
      const features = tf.mean(tf.relu(conv2d(image as Tensor4D, f as Tensor4D, { padding: 1 })), [1, 2]);
      return tf.mean(tf.square(tf.matMul(features as Tensor2D, w as Tensor2D)));
    };
    const { value, grads } = tf.valueAndGrads(loss as never)([filter!, weight!]);
    return [value as Tensor, ...grads, tf.sub(filter!, tf.mul(grads[0]!, 1e-6))];
  };

  test('figures are those of float32 as far as eight bits go, and what goes in and out is float32', () => {
    const inputs = [data([4, 16, 16, 32], 1), data([3, 3, 32, 64], 2), data([64, 16], 3)];
    const [plain, half] = (['float32', 'bfloat16'] as const).map((precision) => {
      const call = record(step, { precision });
      const outputs = call(inputs);
      call.dispose();
      return outputs;
    });
    for (const [index, expected] of plain!.slice(0, 3).entries()) {
      const actual = half![index]!;
      expect(actual.dtype).toBe('float32');
      const scale = tf.max(tf.abs(expected)).dataSync()[0]!;
      const off = maxDifference(actual.dataSync(), expected.dataSync()) / scale;
      expect(off).toBeLessThan(0.03);
      expect(off).toBeGreaterThan(1e-6);
    }
    // A step too small for bfloat16 is not lost: weights are never rounded.
    const moved = tf.max(tf.abs(tf.sub(half![3]!, inputs[1]!))).dataSync()[0]!;
    const wanted = tf.max(tf.abs(half![1]!)).dataSync()[0]! * 1e-6;
    expect(moved).toBeGreaterThan(0);
    expect(moved / wanted).toBeLessThan(1.5);
  });

  test('batch norm, ReLU, a shortcut and pooling between convolutions give what they do in float32', () => {
    const network = ([image, first, second, third, gamma, beta]: readonly Tensor[]): Tensor[] => {
      const loss = (...[f, s, t, g, b]: Tensor[]) => {
        const norm = (x: Tensor4D, shortcut?: Tensor4D) =>
          batchNormTrain(x, g as Tensor1D, b as Tensor1D, { epsilon: 1e-5, relu: true, ...(shortcut && { shortcut }) })
            .y;
        const x = norm(conv2d(image as Tensor4D, f as Tensor4D, { padding: 1 }));
        const pooled = maxPool2d(x, { kernel: 3, stride: 2, padding: 1 });
        const y = norm(conv2d(pooled, s as Tensor4D, { padding: 1 }), pooled);
        return tf.mean(tf.square(conv2d(y, t as Tensor4D)));
      };
      return tf.grads(loss as never)([first!, second!, third!, gamma!, beta!]);
    };
    const inputs = [
      data([4, 16, 16, 16], 1),
      data([3, 3, 16, 32], 2),
      data([3, 3, 32, 32], 3),
      data([1, 1, 32, 16], 4),
      tf.add(data([32], 5), 1.5),
      data([32], 6),
    ];
    const [plain, half] = (['float32', 'bfloat16'] as const).map((precision) => {
      const call = record(network, { precision });
      const outputs = call(inputs);
      call.dispose();
      return outputs;
    });
    // The angle between the gradients: where two numbers nearly tie, pooling and ReLU may choose differently.
    for (const [index, expected] of plain!.entries()) {
      const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
      const actual = half![index]!;
      const cosine = dot(actual, expected) / Math.sqrt(dot(actual, actual) * dot(expected, expected));
      expect(cosine).toBeGreaterThan(0.995);
      expect(maxDifference(actual.dataSync(), expected.dataSync())).toBeGreaterThan(0);
    }
  });
});
