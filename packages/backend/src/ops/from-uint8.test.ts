import { beforeAll, expect, test } from 'vitest';
import { loadBackend } from '../load.js';
import { tf } from '../tf.js';
import { fromUint8 } from './from-uint8.js';

beforeAll(() => loadBackend({ install: true }));

test('bytes become floats of the same value and shape', () => {
  const before = tf.memory().numTensors;
  const pixels = fromUint8(Uint8Array.of(0, 1, 127, 128, 254, 255), [1, 2, 3]);
  expect(pixels.dtype).toBe('float32');
  expect(pixels.shape).toEqual([1, 2, 3]);
  expect(Array.from(pixels.dataSync())).toEqual([0, 1, 127, 128, 254, 255]);
  pixels.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
