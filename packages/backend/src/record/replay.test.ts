import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Tensor2D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nativeBackend } from '../active-backend.js';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import type { TensorFunction } from './recorder.js';
import { disposeRecorded, recorded, values } from './testing/recorded.js';

beforeAll(() => loadBackend({ install: true }));
afterEach(disposeRecorded);

describe('off the event loop', () => {
  /** Some hundred milliseconds of work. */
  const heavy: TensorFunction = ([x]) => {
    let product = x as Tensor2D;
    for (let time = 0; time < 6; time += 1) product = tf.matMul(product, x as Tensor2D);
    return [tf.mean(product)];
  };
  const matrix = (value: number) => tf.fill([1200, 1200], value);

  test('timers fire while a function runs, and the result is that of running it on the loop', async () => {
    const { call } = recorded(heavy);
    const x = matrix(1 / 1200);
    const [expected] = values(call([x]));
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    const outputs = await call.async([x]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect(values(outputs)).toEqual([expected]);
  });

  test('calls run one after the other, and their inputs may go while they wait', async () => {
    const { call } = recorded(([x]) => [tf.square(x!)]);
    const results = [2, 3, 4].map(async (value) => {
      const x = tf.scalar(value);
      const result = call.async([x]);
      x.dispose();
      return values(await result)[0];
    });
    expect(await Promise.all(results)).toEqual([[4], [9], [16]]);
  });

  test('an error is TensorFlow’s own, and does not stand in the way of the next call', async () => {
    const backend = nativeBackend();
    const x = tf.ones([2, 3]);
    const ids = backend.getInputTensorIds([x, x]);
    await expect(backend.binding.executeOpAsync('MatMul', [], ids, 1)).rejects.toThrow(
      expect.objectContaining({
        code: 'MMA_BACKEND_TENSORFLOW',
        message: expect.stringMatching(/MatMul.*Matrix size-incompatible/s),
      }),
    );
    const { call } = recorded(([each]) => [tf.neg(each!)]);
    expect(values(await call.async([tf.scalar(1)]))).toEqual([[-1]]);
  });

  test('a record that is disposed of while it runs goes afterwards', async () => {
    const { call } = recorded(heavy);
    const running = call.async([matrix(0)]);
    call.dispose();
    expect(values(await running)).toEqual([[0]]);
  });

  test('leaves no tensor behind', async () => {
    const { call } = recorded(([x]) => [tf.add(x!, 1), tf.sum(x!)]);
    const { binding } = nativeBackend();
    const once = async () => {
      const x = tf.ones([100]);
      tf.dispose([await call.async([x]), x]);
    };
    await once();
    const before = [binding.getNumOfTensors(), tf.memory().numTensors];
    for (let time = 0; time < 20; time += 1) await once();
    expect([binding.getNumOfTensors(), tf.memory().numTensors]).toEqual(before);
  });

  test.each(['exit', 'end'])('a process that ends (%s) in the midst of it does so cleanly', async (way) => {
    const script = fileURLToPath(new URL('../../fixtures/ends-while-running.mjs', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, way]);
    expect(stdout).toBe(way === 'exit' ? 'running\n' : 'running\ndone\n');
    expect(stderr).toBe('');
  });
});
