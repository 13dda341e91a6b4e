import { loadBackend, tf } from '@mma/backend';
import type { Batch } from '@mma/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { DATA_PREPROCESSORS } from '../registries.js';
import { expectClose, take } from '../testing/numbers.js';
import { ActionDataPreprocessor } from './action-data-preprocessor.js';

beforeAll(() => loadBackend());

/** Two samples of one picture of 1 × 2 pixels. */
function batch(...labels: number[][]): Batch {
  return {
    inputs: [
      { data: Uint8Array.of(0, 1, 2, 253, 254, 255), shape: [1, 1, 2, 3] },
      { data: Uint8Array.of(10, 20, 30, 40, 50, 60), shape: [1, 1, 2, 3] },
    ],
    dataSamples: [0, 1].map((i) => ({ metainfo: {}, ...(labels[i] === undefined ? {} : { gtLabel: labels[i] }) })),
  };
}

describe('pixels', () => {
  test('are stacked and normalised by channel', () => {
    const preprocessor = new ActionDataPreprocessor({ mean: [1, 2, 3], std: [2, 4, 8] });
    const { inputs } = preprocessor.prepare(batch());
    expect(inputs.shape).toEqual([2, 1, 1, 2, 3]);
    const expected = [0, 1, 2, 253, 254, 255, 10, 20, 30, 40, 50, 60].map(
      (value, i) => (value - [1, 2, 3][i % 3]!) / [2, 4, 8][i % 3]!,
    );
    expectClose(take(inputs), expected);
  });

  test('are only made floats without mean and std, and reversed with to_rgb', () => {
    const plain = new ActionDataPreprocessor().prepare(batch()).inputs;
    expect(plain.dtype).toBe('float32');
    expect([...take(plain)].slice(0, 6)).toEqual([0, 1, 2, 253, 254, 255]);
    const reversed = new ActionDataPreprocessor({ toRgb: true }).prepare(batch()).inputs;
    expect([...take(reversed)].slice(0, 6)).toEqual([2, 1, 0, 255, 254, 253]);
  });

  test('of different shapes or channels are refused with the shapes', () => {
    const odd = batch();
    odd.inputs[1] = { data: new Uint8Array(3), shape: [1, 1, 1, 3] };
    expect(() => new ActionDataPreprocessor().prepare(odd)).toThrow(/\[1, 1, 2, 3\].*\[1, 1, 1, 3\]/);
    const flow = new ActionDataPreprocessor({ mean: [1, 1], std: [1, 1] });
    expect(() => flow.prepare(batch())).toThrow(expect.objectContaining({ code: 'MMA_MODEL_CHANNELS' }));
  });
});

describe('labels', () => {
  const prepare = (given: Batch, classes?: number): number[][] | undefined => {
    const preprocessor = new ActionDataPreprocessor();
    if (classes !== undefined) preprocessor.expectClasses(classes);
    const { inputs, gtLabel } = preprocessor.prepare(given);
    inputs.dispose();
    if (gtLabel === undefined) return undefined;
    expect(gtLabel.dtype).toBe('int32');
    return [gtLabel.shape, [...take(gtLabel)]];
  };

  test('are a vector where each sample has one, and padded lists where one has several', () => {
    expect(prepare(batch([3], [1]))).toEqual([[2], [3, 1]]);
    expect(prepare(batch([3, 0], [1]))).toEqual([
      [2, 2],
      [3, 0, 1, -1],
    ]);
  });

  test('are left out where a sample has none', () => {
    expect(prepare(batch([3]))).toBeUndefined();
  });

  test('out of the range of the classes are refused', () => {
    expect(prepare(batch([3], [1]), 4)).toEqual([[2], [3, 1]]);
    expect(() => prepare(batch([3], [1]), 3)).toThrow(/label 3 \(sample 0.*3 classes, 0 to 2/);
  });
});

test('nothing but the batch is left on the device', () => {
  const before = tf.memory().numTensors;
  tf.dispose(new ActionDataPreprocessor({ mean: [1, 1, 1], std: [1, 1, 1], toRgb: true }).prepare(batch([0], [1])));
  expect(tf.memory().numTensors).toBe(before);
});

test('mean without std is a mistake of the config', () => {
  expect(() => DATA_PREPROCESSORS.build({ type: 'ActionDataPreprocessor', mean: [1, 2, 3] })).toThrow(/std/);
});
