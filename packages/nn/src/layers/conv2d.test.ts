import { loadBackend, type Tensor4D, tf } from '@mma/backend';
import { beforeAll, expect, test } from 'vitest';
import { expectClose, take, wave } from '../testing/numbers.js';
import { Conv2d } from './conv2d.js';

beforeAll(() => loadBackend());

interface Case {
  kernel: [number, number];
  stride: [number, number];
  padding: [number, number];
  dilation: [number, number];
}

const [BATCH, HEIGHT, WIDTH, INPUTS, OUTPUTS] = [2, 7, 6, 3, 4];

/** PyTorch's definition, element by element: filters OIHW, pictures NHWC. */
function naive(x: Float32Array, weight: Float32Array, bias: Float32Array, { kernel, stride, padding, dilation }: Case) {
  const out = [HEIGHT, WIDTH].map((size, axis) =>
    Math.floor((size + 2 * padding[axis]! - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]! + 1),
  ) as [number, number];
  const y: number[] = [];
  for (let b = 0; b < BATCH; b++)
    for (let i = 0; i < out[0]; i++)
      for (let j = 0; j < out[1]; j++)
        for (let o = 0; o < OUTPUTS; o++) {
          let sum = bias[o]!;
          for (let ki = 0; ki < kernel[0]; ki++)
            for (let kj = 0; kj < kernel[1]; kj++) {
              const row = i * stride[0] - padding[0] + ki * dilation[0];
              const column = j * stride[1] - padding[1] + kj * dilation[1];
              if (row < 0 || row >= HEIGHT || column < 0 || column >= WIDTH) continue;
              for (let c = 0; c < INPUTS; c++) {
                const filter = weight[((o * INPUTS + c) * kernel[0] + ki) * kernel[1] + kj]!;
                sum += x[((b * HEIGHT + row) * WIDTH + column) * INPUTS + c]! * filter;
              }
            }
          y.push(sum);
        }
  return { y, shape: [BATCH, ...out, OUTPUTS] };
}

test.each<Case>([
  { kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1] },
  { kernel: [3, 3], stride: [2, 2], padding: [1, 1], dilation: [1, 1] },
  { kernel: [1, 1], stride: [2, 2], padding: [0, 0], dilation: [1, 1] },
  { kernel: [3, 2], stride: [2, 1], padding: [2, 0], dilation: [1, 1] },
  { kernel: [3, 3], stride: [1, 1], padding: [2, 2], dilation: [2, 2] },
  { kernel: [2, 3], stride: [1, 2], padding: [1, 0], dilation: [3, 1] },
])('equals the definition for $kernel, stride $stride, padding $padding, dilation $dilation', (geometry) => {
  const { kernel, ...rest } = geometry;
  const conv = new Conv2d(INPUTS, OUTPUTS, { kernelSize: kernel, ...rest });
  const weight = wave(OUTPUTS * INPUTS * kernel[0] * kernel[1], 1);
  const bias = wave(OUTPUTS, 2);
  conv.loadStateDict(
    new Map([
      ['weight', { dtype: 'float32', shape: conv.weight.shape, data: weight }],
      ['bias', { dtype: 'float32', shape: [OUTPUTS], data: bias }],
    ]),
  );
  const x = wave(BATCH * HEIGHT * WIDTH * INPUTS);
  const input = tf.tensor4d(x, [BATCH, HEIGHT, WIDTH, INPUTS]);
  const expected = naive(x, weight, bias, geometry);
  for (const mode of [true, false]) {
    conv.train(mode);
    const output: Tensor4D = tf.tidy(() => conv.forward(input));
    expect(output.shape).toEqual(expected.shape);
    expectClose(take(output), expected.y, { atol: 1e-5 });
  }
  input.dispose();
  conv.dispose();
});

test('numbers stand for both axes', () => {
  const conv = new Conv2d(1, 2, { kernelSize: 5, bias: false });
  expect(conv.weight.shape).toEqual([2, 1, 5, 5]);
  expect(conv.bias).toBeNull();
});
