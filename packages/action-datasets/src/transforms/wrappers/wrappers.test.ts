import { type BaseTransform, Random, type Results, TRANSFORMS } from '@mma/engine';
import { describe, expect, test } from 'vitest';
import { adjustBrightness } from '../../image/augment/blend.js';
import { allocateFrames, type Frames } from '../../image/frames.js';
import { draws, mean, shares } from '../../testing/draws.js';
import { formulaFrames } from '../../testing/formula-frames.js';
import '../../index.js';

const noise = () => formulaFrames({ generator: 'noise', key: 'wrappers', n: 1, height: 24, width: 32 });
/** Two frames with the same picture. */
const still = (): Frames => {
  const { data } = noise();
  return { data: Uint8Array.from([...data, ...data]), shape: [2, 24, 32, 3] };
};
const build = (type: string, options: object): BaseTransform => TRANSFORMS.build({ type, ...options });
const run = (transform: BaseTransform, imgs: Frames, random = Random.of(1)): Frames =>
  (transform.transform({ imgs }, random) as Results)['imgs'] as Frames;

const WRAPPED: [type: string, options: object, size?: [number, number]][] = [
  ['TorchVisionWrapper', { op: 'Resize', size: 12 }, [16, 12]],
  ['TorchVisionWrapper', { op: 'Resize', size: 20, max_size: 24 }, [24, 18]],
  ['TorchVisionWrapper', { op: 'Resize', size: [30, 20], interpolation: 'nearest' }, [20, 30]],
  ['TorchVisionWrapper', { op: 'CenterCrop', size: [30, 20] }, [20, 30]],
  ['TorchVisionWrapper', { op: 'RandomCrop', size: [30, 20], padding: 2, pad_if_needed: true }, [20, 30]],
  ['TorchVisionWrapper', { op: 'RandomResizedCrop', size: 16 }, [16, 16]],
  ['TorchVisionWrapper', { op: 'Pad', padding: [1, 2], padding_mode: 'reflect' }, [34, 28]],
  ['TorchVisionWrapper', { op: 'RandomHorizontalFlip', p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomVerticalFlip', p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomRotation', degrees: 30, fill: [1, 2, 3] }],
  ['TorchVisionWrapper', { op: 'RandomAffine', degrees: [5, 10], translate: [0.1, 0.2], scale: [0.8, 1.2], shear: 5 }],
  ['TorchVisionWrapper', { op: 'ColorJitter', brightness: 0.4, contrast: [0.5, 1], saturation: 0.2, hue: 0.1 }],
  ['TorchVisionWrapper', { op: 'Grayscale', num_output_channels: 3 }],
  ['TorchVisionWrapper', { op: 'RandomGrayscale', p: 1 }],
  ['TorchVisionWrapper', { op: 'GaussianBlur', kernel_size: [3, 5] }],
  ['TorchVisionWrapper', { op: 'RandomInvert', p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomPosterize', bits: 2, p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomSolarize', threshold: 90, p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomAdjustSharpness', sharpness_factor: 2, p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomAutocontrast', p: 1 }],
  ['TorchVisionWrapper', { op: 'RandomEqualize', p: 1 }],
  ['TorchVisionWrapper', { op: 'RandAugment', num_ops: 3, magnitude: 12 }],
  ['TorchVisionWrapper', { op: 'TrivialAugmentWide' }],
  ['TorchVisionWrapper', { op: 'AutoAugment', policy: 'svhn', fill: 128 }],
  ['TorchVisionWrapper', { op: 'AugMix', severity: 5 }],
  ['PytorchVideoWrapper', { op: 'RandAugment', magnitude: 7, num_layers: 4 }],
  ['PytorchVideoWrapper', { op: 'RandAugment', sampling_type: 'uniform', sampling_hparas: { sampling_min: 2 } }],
  ['PytorchVideoWrapper', { op: 'AugMix', depth: 2, transform_hparas: { fill: [9, 9, 9] } }],
  ['PytorchVideoWrapper', { op: 'ShortSideScale', size: 13 }, [17, 13]],
  ['PytorchVideoWrapper', { op: 'RandomShortSideScale', min_size: 12, max_size: 12 }, [16, 12]],
  [
    'PytorchVideoWrapper',
    { op: 'RandomResizedCrop', target_height: 10, target_width: 20, scale: [0.2, 1], aspect_ratio: [0.7, 1.4] },
    [20, 10],
  ],
  ['ImgAug', { transforms: 'default' }],
  [
    'ImgAug',
    { transforms: [{ type: 'Affine', scale: { x: [0.8, 1.2] }, translate_percent: { y: 0.1 }, rotate: 5, shear: 3 }] },
  ],
  [
    'ImgAug',
    {
      transforms: [{ type: 'SomeOf', n: [1, 2], children: [{ type: 'Fliplr' }, { type: 'Add' }, { type: 'Flipud' }] }],
    },
  ],
  [
    'ImgAug',
    { transforms: [{ type: 'GaussianBlur', sigma: 1 }, { type: 'Multiply', mul: [0.5, 0.7] }, { type: 'Grayscale' }] },
  ],
  [
    'ImgAug',
    { transforms: [{ type: 'AdditiveGaussianNoise', scale: 9, per_channel: true }, { type: 'LinearContrast' }] },
  ],
];

describe('every operation', () => {
  test.each(WRAPPED)(
    '%s %j changes all pictures of a sample alike, and repeats with the draws',
    (type, options, size = [32, 24]) => {
      const transform = build(type, options);
      for (const key of [1, 2, 3]) {
        const { data, shape } = run(transform, still(), Random.of(key));
        expect(shape).toEqual([2, size[1], size[0], 3]);
        expect(data.length).toBe(2 * size[0] * size[1] * 3);
        expect(data.subarray(0, data.length / 2)).toEqual(data.subarray(data.length / 2));
        expect(run(transform, still(), Random.of(key)).data).toEqual(data);
      }
    },
  );

  test('sets img_shape', () => {
    const results = build('TorchVisionWrapper', { op: 'Resize', size: 12 }).transform({ imgs: still() }, Random.of(1));
    expect(results).toMatchObject({ img_shape: [12, 16] });
  });
});

describe('mistakes are answered', () => {
  test.each([
    ['TorchVisionWrapper', { op: 'RandomGreyscale' }, /`op`: .*did you mean `RandomGrayscale`/],
    [
      'TorchVisionWrapper',
      { op: 'ColorJitter', brightnes: 1 },
      /`brightnes`: unknown option.*did you mean `brightness`/,
    ],
    ['TorchVisionWrapper', { op: 'RandomAffine' }, /`degrees`: required/],
    ['PytorchVideoWrapper', { op: 'RandAug' }, /did you mean `RandAugment`/],
    ['ImgAug', { transforms: [{ type: 'Rotat' }] }, /`transforms.0.type`: .*did you mean `Rotate`/],
    [
      'ImgAug',
      { transforms: [{ type: 'OneOf', children: [{ type: 'Add', valu: 1 }] }] },
      /children.0.valu.*did you mean `value`/,
    ],
    ['ImgAug', { transforms: 'defualt' }, /did you mean `default`/],
  ])('%s %j', (type, options, message) => {
    expect(() => build(type, options)).toThrow(message);
  });

  test.each([
    ['PytorchVideoWrapper', { op: 'ShortSideScale', size: 12 }],
    ['ImgAug', { transforms: [{ type: 'Fliplr' }] }],
  ])('%s does not move boxes, and says so', (type, options) => {
    const given = { imgs: still(), gt_bboxes: { data: new Float32Array(4), shape: [1, 4] } };
    expect(() => build(type, options).transform(given, Random.of(1))).toThrow(/moves no boxes/);
  });
});

describe('draws', () => {
  test('of probabilities are as often', () => {
    const flip = build('TorchVisionWrapper', { op: 'RandomHorizontalFlip', p: 0.3 });
    const { data } = noise();
    const flips = draws(2000, (random) => run(flip, noise(), random).data[0] !== data[0]);
    expect(Math.abs(flips.filter(Boolean).length / 2000 - 0.3)).toBeLessThan(0.04);
  });

  test('of RandAugment choose each of 14 steps as often, each applied with its probability', () => {
    const rand = build('PytorchVideoWrapper', { op: 'RandAugment', magnitude: 5, num_layers: 1, prob: 0.6 });
    const { data } = noise();
    const results = draws(1500, (random) => run(rand, noise(), random).data);
    // Noise has all values from 0 to 255 already: autocontrast leaves it too.
    const untouched = results.filter((found) => found.every((value, i) => value === data[i])).length;
    expect(Math.abs(untouched / 1500 - (0.4 + 0.6 / 14))).toBeLessThan(0.04);
    const inverted = results.filter((found) => found.every((value, i) => value === 255 - data[i]!)).length;
    expect(Math.abs(inverted / 1500 - 0.6 / 14)).toBeLessThan(0.02);
  });

  test('of torchvision’s jitter cover the range of factors', () => {
    const jitter = build('TorchVisionWrapper', { op: 'ColorJitter', brightness: 0.5 });
    const plain = allocateFrames([1, 2, 2, 3]);
    plain.data.fill(100);
    const levels = draws(2000, (random) => run(jitter, plain, random).data[0]!);
    expect(Math.min(...levels)).toBeLessThan(52);
    expect(Math.max(...levels)).toBeGreaterThan(147);
    expect(Math.abs(mean(levels) - 99.5)).toBeLessThan(2);
    expect(adjustBrightness(plain, 1.5).data[0]).toBe(150);
  });

  test('of SomeOf take as many children as said, in the order of the list', () => {
    const some = build('ImgAug', {
      transforms: [
        {
          type: 'SomeOf',
          n: 2,
          children: [
            { type: 'Multiply', mul: 0 },
            { type: 'Add', value: 100 },
            { type: 'Add', value: 30 },
          ],
        },
      ],
    });
    const plain = allocateFrames([1, 1, 1, 3]);
    plain.data.fill(50);
    const counted = shares(draws(1500, (random) => run(some, plain, random).data[0]!));
    // Multiply first, then one Add; or both Adds.
    expect([...counted.keys()].sort((a, b) => Number(a) - Number(b))).toEqual([30, 100, 180]);
    for (const share of counted.values()) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05);
  });

  test('of AutoAugment take each of its 25 pairs', () => {
    const auto = build('TorchVisionWrapper', { op: 'AutoAugment' });
    const results = draws(200, (random) => run(auto, noise(), random).data.join());
    expect(new Set(results).size).toBeGreaterThan(25);
  });

  test('of AugMix stay between the pictures and their augmentations', () => {
    const plain = allocateFrames([1, 4, 4, 3]);
    plain.data.fill(100);
    const mix = build('TorchVisionWrapper', { op: 'AugMix', all_ops: false, chain_depth: 1 });
    const levels = draws(300, (random) => mean([...run(mix, plain, random).data]));
    expect(Math.min(...levels)).toBeGreaterThan(20);
    expect(Math.max(...levels)).toBeLessThanOrEqual(100);
    expect(new Set(levels).size).toBeGreaterThan(20);
  });
});
