import { loadBackend, type Tensor4D, tf } from '@mma/backend';
import { BatchNorm2d, type LoadableTensor, type Module } from '@mma/nn';
import { beforeAll, describe, expect, test } from 'vitest';
import { BACKBONES } from '../../registries.js';
import { take } from '../../testing/numbers.js';
import { uniform } from '../../testing/uniform.js';
import type { ResNetOptions } from './options.js';
import { ResNet } from './resnet.js';
import { fromTorchvision } from './weights.js';

beforeAll(() => loadBackend());

function pictures(size = 32): Tensor4D {
  return tf.tensor4d(Float32Array.from(uniform('resnet', 2 * size * size * 3)), [2, size, size, 3]);
}

function shapesOf(options: ResNetOptions): number[][] {
  const net = new ResNet(options);
  net.initWeights(0);
  const before = tf.memory().numTensors;
  const shapes = tf.tidy(() => {
    const output = net.forward(pictures());
    return (Array.isArray(output) ? output : [output]).map(({ shape }) => shape);
  });
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
  return shapes;
}

describe('stages', () => {
  test('the last one is given out, or those of outIndices', () => {
    expect(shapesOf({ depth: 18 })).toEqual([[2, 1, 1, 512]]);
    expect(shapesOf({ depth: 50, outIndices: [1, 2], numStages: 3 })).toEqual([
      [2, 4, 4, 512],
      [2, 2, 2, 1024],
    ]);
  });

  test('strides and dilations are set for each', () => {
    expect(shapesOf({ depth: 18, strides: [1, 2, 1, 1], dilations: [1, 1, 2, 4] })).toEqual([[2, 4, 4, 512]]);
  });

  test('a stem for other inputs', () => {
    const net = new ResNet({ depth: 18, inChannels: 10 });
    expect(net.conv1.conv.weight.shape).toEqual([64, 10, 7, 7]);
  });

  test.each<[ResNetOptions['depth'], number]>([
    [18, 11_176_512],
    [34, 21_284_672],
    [50, 23_508_032],
    [101, 42_500_160],
    [152, 58_143_808],
  ])('ResNet-%i has as many parameters as PyTorch counts', (depth, count) => {
    const sizes = new ResNet({ depth }).parameters().map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(count);
  });

  test('style says which convolution of a bottleneck strides; the output keeps its shape', () => {
    const pytorch = new ResNet({ depth: 50 });
    const caffe = new ResNet({ depth: 50, style: 'caffe' });
    pytorch.initWeights(3);
    caffe.initWeights(3);
    pytorch.eval();
    caffe.eval();
    const x = pictures();
    const [a, b] = [pytorch, caffe].map((net) => take(tf.tidy(() => net.forward(x) as Tensor4D)));
    expect(a!.length).toBe(b!.length);
    expect(a).not.toEqual(b);
    x.dispose();
    pytorch.dispose();
    caffe.dispose();
  });
});

describe('freezing', () => {
  const training = (module: Module | undefined): boolean[] =>
    module!
      .modules()
      .filter((part) => part instanceof BatchNorm2d)
      .map((part) => part.training);
  const trained = (module: Module | undefined): boolean[] => module!.parameters().map((each) => each.requiresGrad);
  const all = (flags: boolean[]): boolean => flags.length > 0 && flags.every(Boolean);
  const none = (flags: boolean[]): boolean => flags.length > 0 && !flags.some(Boolean);

  test('frozenStages freezes the stem and that many stages, from the start and in training mode', () => {
    const net = new ResNet({ depth: 18, frozenStages: 1 });
    for (const moment of ['built', 'train', 'eval', 'train again'] as const) {
      if (moment !== 'built') net.train(moment !== 'eval');
      expect(none(trained(net.conv1)) && none(trained(net.layer1)), moment).toBe(true);
      expect(all(trained(net.layer2)) && all(trained(net.layer4)), moment).toBe(true);
      expect(none(training(net.layer1)), moment).toBe(true);
      expect(all(training(net.layer2)), moment).toBe(moment !== 'eval');
    }
    expect(trained(new ResNet({ depth: 18, frozenStages: 0 }).layer1)).not.toContain(false);
  });

  test('normEval keeps running statistics while everything is trained', () => {
    const net = new ResNet({ depth: 18, normEval: true }).train();
    expect(none(training(net))).toBe(true);
    expect(all(trained(net))).toBe(true);
    net.initWeights(0);
    tf.tidy(() => void net.forward(pictures()));
    expect([...net.conv1.bn!.numBatchesTracked.value.dataSync()]).toEqual([0]);
    net.dispose();
  });

  test('partialBn trains the first batch norm only', () => {
    const net = new ResNet({ depth: 18, partialBn: true });
    expect(all(training(net))).toBe(true);
    net.train();
    const [first, ...others] = training(net);
    expect(first).toBe(true);
    expect(none(others)).toBe(true);
    expect(net.conv1.bn!.weight.requiresGrad).toBe(true);
    expect(none(trained(net.layer1).filter((_, i) => i % 3 !== 0))).toBe(true); // conv, bn weight, bn bias, …
    expect(all(trained(net.layer1).filter((_, i) => i % 3 === 0))).toBe(true);
  });

  test('norm_cfg can freeze scales and shifts', () => {
    const net = new ResNet({ depth: 18, normCfg: { requiresGrad: false } });
    expect(net.layer1!.parameters().filter((each) => each.requiresGrad)).toHaveLength(4);
  });
});

describe('first weights', () => {
  test('convolutions are Kaiming normal over fan-out, batch norms one and zero', async () => {
    const net = new ResNet({ depth: 18 });
    net.initWeights(0);
    const state = await net.stateDict();
    const weight = state.get('layer3.0.conv2.conv.weight')!.data as Float32Array;
    const std = Math.sqrt(weight.reduce((sum, value) => sum + value * value, 0) / weight.length);
    expect(std / Math.sqrt(2 / (256 * 9))).toBeCloseTo(1, 2);
    expect(new Set(state.get('layer3.0.conv2.bn.weight')!.data as Float32Array)).toEqual(new Set([1]));
    expect(new Set(state.get('layer3.0.conv2.bn.bias')!.data as Float32Array)).toEqual(new Set([0]));
    net.dispose();
  });

  test('pretrained weights that were not loaded are refused rather than replaced by random ones', () => {
    const net = new ResNet({ depth: 18, pretrained: 'https://download.pytorch.org/models/resnet18-f37072fd.pth' });
    expect(() => net.initWeights(0)).toThrow(
      expect.objectContaining({
        code: 'MMA_MODEL_PRETRAINED',
        hint: expect.stringContaining('model.backbone.pretrained=None'),
      }),
    );
  });

  test("torchvision's names are understood", async () => {
    const source = new ResNet({ depth: 18 });
    source.initWeights(1);
    const torchvision = new Map<string, LoadableTensor>([['fc.weight', { dtype: 'float32', shape: [1], data: [0] }]]);
    for (const [name, tensor] of await source.stateDict()) {
      const theirs = name
        .replace('downsample.conv', 'downsample.0')
        .replace('downsample.bn', 'downsample.1')
        .replace(/conv(\d)\.conv/, 'conv$1')
        .replace(/conv(\d)\.bn/, 'bn$1');
      torchvision.set(theirs, tensor);
    }
    expect(torchvision.has('layer2.0.downsample.1.running_var')).toBe(true);
    expect(torchvision.has('bn1.weight')).toBe(true);
    expect([...fromTorchvision(torchvision).keys()]).toEqual([...(await source.stateDict()).keys()]);

    const net = new ResNet({ depth: 18, pretrained: 'resnet18.pth' });
    const report = net.loadPretrained(torchvision);
    expect([report.missing, report.unexpected, report.mismatched]).toEqual([[], [], []]);
    net.initWeights(2);
    expect(await net.stateDict()).toEqual(await source.stateDict());
    source.dispose();
    net.dispose();
  });

  test('init_cfg names weights under the backbone’s own names', () => {
    const net = new ResNet({ depth: 18, initCfg: { type: 'Pretrained', checkpoint: 'mine.pth', prefix: 'backbone.' } });
    expect([net.pretrained, net.pretrainedPrefix]).toEqual(['mine.pth', 'backbone.']);
    const bias = { dtype: 'float32', shape: [64], data: new Float32Array(64) };
    expect(net.loadPretrained(new Map([['conv1.bn.bias', bias]])).loaded).toEqual(['conv1.bn.bias']);
    net.dispose();
  });
});

test.each([
  [{ depth: 42 }, /depth/],
  [{ depth: 18, strides: [1, 2] }, /strides.*2 entries/],
  [{ depth: 18, num_stages: 2, out_indices: [3] }, /out_indices.*stage 3/],
  [{ depth: 18, num_stages: 2, frozen_stages: 3 }, /frozen_stages/],
  [{ depth: 18, norm_evl: true }, /norm_eval/],
  [{ depth: 18, norm_cfg: { type: 'GN' } }, /norm_cfg\.type/],
])('a config that cannot be built says why: %o', (config, message) => {
  expect(() => BACKBONES.build({ type: 'ResNet', ...config })).toThrow(message);
});
