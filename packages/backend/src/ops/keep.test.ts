import type { Tensor } from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { record } from '../record/record.js';
import { tf } from '../tf.js';
import { keepApart } from './keep.js';

beforeAll(() => loadBackend({ install: true }));

test('what is kept apart is equal, of its own, and of any type', () => {
  const numbers = tf.tensor([1.5, -2, 0], [3, 1]);
  const kept = keepApart(numbers);
  numbers.dispose();
  expect([...kept.dataSync()]).toEqual([1.5, -2, 0]);
  expect(kept.shape).toEqual([3, 1]);
  const counts = keepApart(tf.tensor1d([7], 'int32'));
  expect(counts.dtype).toBe('int32');
  expect([...counts.dataSync()]).toEqual([7]);
});

test('the memory of what is freed serves again', () => {
  const step = record(([x]) => [keepApart(tf.add(x!, 1))]);
  const advance = (x: Tensor): Tensor => {
    const [next] = step([x]) as [Tensor];
    x.dispose();
    return next;
  };
  // 8 MB
  let value: Tensor = tf.zeros([2048, 1024]);
  for (let count = 0; count < 10; count += 1) value = advance(value);
  const resident = process.memoryUsage.rss();
  for (let count = 0; count < 200; count += 1) value = advance(value);
  expect((process.memoryUsage.rss() - resident) / 1e6).toBeLessThan(40);
  expect(value.max().dataSync()[0]).toBe(210);
});
