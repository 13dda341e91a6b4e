import { loadBackend, type Tensor2D, tf } from '@mma/backend';
import { type Batch, Random } from '@mma/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { BLENDINGS, DATA_PREPROCESSORS, RECOGNIZERS } from '../../registries.js';
import { expectClose, take } from '../../testing/numbers.js';
import '../../index.js';
import type { BatchBlending } from './batch-blending.js';
import { CutmixBlending, drawPatch } from './cutmix-blending.js';
import { MixupBlending } from './mixup-blending.js';
import { RandomBatchAugment } from './random-batch-augment.js';

beforeAll(() => loadBackend());

const SIDE = 8;
const COUNT = 4;

/** Sample i is a clip of two pictures of level i, of class i. */
function blended(blending: BatchBlending, key: number) {
  const [inputs, targets] = tf.tidy(() => {
    const levels = tf.tensor([0, 1, 2, 3], [COUNT, 1, 1, 1, 1]);
    const given = {
      inputs: tf.mul(levels, tf.ones([COUNT, 2, SIDE, SIDE, 3])),
      targets: tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5, 1, 0, 'float32') as Tensor2D,
    };
    const made = blending.blend(given, Random.of('blend', key));
    return [tf.clone(made.inputs), tf.clone(made.targets)] as const;
  });
  return { pixels: take(inputs), targets: take(targets) };
}

const draws = Array.from({ length: 4000 }, (_, key) => Random.of('patch', key));

describe('MixupBlending', () => {
  test('mixes pixels and labels of two samples in the same share', () => {
    const blending = new MixupBlending({ numClasses: 5, alpha: 1 });
    for (let key = 0; key < 20; key++) {
      const { pixels, targets } = blended(blending, key);
      const size = pixels.length / COUNT;
      for (let i = 0; i < COUNT; i++) {
        const row = [...targets.subarray(i * 5, (i + 1) * 5)];
        expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
        expect(row.filter((share) => share > 0).length).toBeLessThanOrEqual(2);
        const level = row.reduce((sum, share, label) => sum + share * label, 0);
        expectClose(pixels.subarray(i * size, (i + 1) * size), new Float32Array(size).fill(level), { atol: 1e-5 });
      }
    }
  });
});

describe('CutmixBlending', () => {
  test('replaces a rectangle, and mixes labels by its area', () => {
    const blending = new CutmixBlending({ numClasses: 5, alpha: 1 });
    let replaced = 0;
    for (let key = 0; key < 20; key++) {
      const { pixels, targets } = blended(blending, key);
      const size = pixels.length / COUNT;
      for (let i = 0; i < COUNT; i++) {
        const own = pixels.subarray(i * size, (i + 1) * size);
        const others = own.filter((level) => level !== i);
        expect(new Set(others).size).toBeLessThanOrEqual(1);
        expect(targets[i * 5 + i]).toBeCloseTo(1 - others.length / size, 5);
        if (others.length > 0) expect(targets[i * 5 + others[0]!]).toBeCloseTo(others.length / size, 5);
        // The same place in both pictures.
        expect(own.subarray(0, size / 2)).toEqual(own.subarray(size / 2));
        replaced += others.length;
      }
    }
    expect(replaced).toBeGreaterThan(0);
  });

  test('the rectangle has its share of the sides, around a uniform centre, cut at the border', () => {
    const patches = draws.map((random) => drawPatch([100, 60], 0.75, random));
    for (const { left, top, right, bottom } of patches) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(60);
      expect(right - left).toBeLessThanOrEqual(50);
      expect(bottom - top).toBeLessThanOrEqual(30);
    }
    const inner = patches.filter(({ left, right }) => left > 0 && right < 100);
    expect(inner.every(({ left, right }) => right - left === 50)).toBe(true);
    expect(Math.abs(inner.length / patches.length - 0.49)).toBeLessThan(0.03);
  });
});

describe('RandomBatchAugment', () => {
  const config = {
    type: 'RandomBatchAugment',
    augments: [
      { type: 'MixupBlending', alpha: 0.8, num_classes: 5 },
      { type: 'CutmixBlending', alpha: 1, num_classes: 5 },
    ],
  };
  /** Mixup changes all pixels of a sample, cutmix some, nothing none. */
  const kinds = (augment: BatchBlending) => {
    const counts = { mixup: 0, cutmix: 0, none: 0 };
    for (let key = 0; key < 300; key++) {
      const { pixels, targets } = blended(augment, key);
      const changed = pixels.subarray(pixels.length / 4, pixels.length / 2).filter((level) => level !== 1).length;
      if (targets[6] === 1 && changed === 0) counts.none++;
      else if (changed === pixels.length / 4 && !Number.isInteger(pixels[pixels.length / 4])) counts.mixup++;
      else counts.cutmix++;
    }
    return counts;
  };

  test('draws evenly, or by probabilities', () => {
    const even = kinds(BLENDINGS.build(config));
    // One in four samples is mixed with itself, and a small patch may miss the picture.
    expect(even.mixup).toBeGreaterThan(80);
    expect(even.cutmix).toBeGreaterThan(70);
    const rarely = kinds(BLENDINGS.build({ ...config, probs: [0, 0.2] }));
    expect(rarely.mixup).toBe(0);
    expect(rarely.cutmix).toBeGreaterThan(25);
    expect(rarely.none).toBeGreaterThan(220);
  });

  test('takes one augment without a list, and refuses probabilities that do not fit', () => {
    expect(BLENDINGS.build({ ...config, augments: config.augments[0], probs: 0.5 })).toBeInstanceOf(RandomBatchAugment);
    expect(() => BLENDINGS.build({ ...config, probs: [1] })).toThrow(/one probability for each/);
    expect(() => BLENDINGS.build({ ...config, probs: [0.8, 0.4] })).toThrow(/sum to more than 1/);
  });
});

describe('data_preprocessor.blending', () => {
  const preprocessor = () =>
    DATA_PREPROCESSORS.build({
      type: 'ActionDataPreprocessor',
      mean: [1, 1, 1],
      std: [2, 2, 2],
      blending: { type: 'MixupBlending', num_classes: 5, alpha: 1 },
    });
  const batch = (labels: number[][]): Batch => ({
    inputs: labels.map((_, i) => ({ data: new Uint8Array(2 * 4 * 4 * 3).fill(50 * i), shape: [2, 4, 4, 3] })),
    dataSamples: labels.map((gtLabel) => ({ metainfo: {}, gtLabel })),
  });

  test('mixes training batches after normalising, and leaves others alone', () => {
    const given = batch([[0], [3]]);
    const plain = preprocessor().prepare(given);
    expect([plain['gtLabel']!.dtype, ...take(plain['gtLabel']!)]).toEqual(['int32', 0, 3]);
    const mixed = preprocessor().prepare(given, Random.of(3));
    const targets = take(mixed['gtLabel']!);
    const share = targets[5]!;
    const half = mixed.inputs.size / 2;
    expect(mixed['gtLabel']!.size).toBe(10);
    expect(take(mixed.inputs)[half]).toBeCloseTo((share * 0 + (1 - share) * 50 - 1) / 2, 4);
    tf.dispose(plain.inputs);
  });

  test('several labels become ones among zeros', () => {
    const mixed = preprocessor().prepare(
      batch([
        [0, 2],
        [0, 2],
      ]),
      Random.of(3),
    );
    expect([...take(mixed['gtLabel']!)]).toEqual([1, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
    tf.dispose(mixed.inputs);
  });

  test('the same step mixes the same, and leaves nothing on the device', () => {
    const before = tf.memory().numTensors;
    const run = () => {
      const { inputs, gtLabel } = preprocessor().prepare(batch([[0], [3], [1]]), Random.of(7, 'batch', 12));
      return [[...take(inputs)], [...take(gtLabel!)]];
    };
    expect(run()).toEqual(run());
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a sample without a label cannot be mixed', () => {
    const before = tf.memory().numTensors;
    expect(() => preprocessor().prepare(batch([[0], []]), Random.of(3))).toThrow(
      /without labels, which cannot be mixed/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  const recognizer = (numClasses: number) =>
    RECOGNIZERS.build({
      type: 'Recognizer2D',
      backbone: { type: 'ResNet', depth: 18 },
      cls_head: { type: 'TSNHead', num_classes: 5, in_channels: 512, dropout_ratio: 0 },
      data_preprocessor: {
        type: 'ActionDataPreprocessor',
        blending: { type: 'CutmixBlending', num_classes: numClasses },
      },
    });

  test('soft labels reach the loss, which logs no accuracies for them', () => {
    const model = recognizer(5);
    model.initWeights(1);
    const images = batch([[0], [3]]);
    images.inputs = images.inputs.map(() => ({ data: new Uint8Array(32 * 32 * 3), shape: [1, 32, 32, 3] }));
    const tensors = model.dataPreprocessor.prepare(images, Random.of(1));
    const names = tf.tidy(() => Object.keys(model.loss(tensors)));
    expect(names).toEqual(['loss_cls']);
    tf.dispose(tensors);
    tf.dispose(model.parameters().map(({ value }) => value));
  });

  test('another number of classes than the head’s is a mistake', () => {
    expect(() => recognizer(6)).toThrow(/mixes labels of 6 classes, and the head has 5/);
  });
});

describe('targets from the data', () => {
  const prepare = (...targets: (number[] | undefined)[]) =>
    DATA_PREPROCESSORS.build({ type: 'ActionDataPreprocessor' }).prepare({
      inputs: targets.map(() => ({ data: new Uint8Array(3), shape: [1, 1, 1, 3] })),
      dataSamples: targets.map((scores) => ({
        metainfo: {},
        ...(scores ? { gtScore: Float32Array.from(scores) } : {}),
      })),
    });

  test('are float labels', () => {
    const { inputs, gtLabel } = prepare([0, 1, 1], [0.5, 0.5, 0]);
    expect([gtLabel!.dtype, gtLabel!.shape]).toEqual(['float32', [2, 3]]);
    expect([...take(gtLabel!)]).toEqual([0, 1, 1, 0.5, 0.5, 0]);
    inputs.dispose();
  });

  test('of different lengths are refused', () => {
    expect(() => prepare([0, 1], [1])).toThrow(/sample 1 of the batch has 1 targets, and there are 2 classes/);
    expect(() => prepare([0, 1], undefined)).toThrow(/has no targets/);
  });
});
