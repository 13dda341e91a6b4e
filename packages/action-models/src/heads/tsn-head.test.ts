import { loadBackend, type Tensor, type Tensor2D, tf } from '@mma/backend';
import type { TensorBatch } from '@mma/engine';
import { withStepSeed } from '@mma/nn';
import { beforeAll, describe, expect, test } from 'vitest';
import { BCELossWithLogits } from '../losses/bce-loss-with-logits.js';
import { HEADS } from '../registries.js';
import { expectClose, take } from '../testing/numbers.js';
import { uniform } from '../testing/uniform.js';
import { averageClips } from './average-clips.js';
import type { Features } from './base-head.js';
import { topKAccuracy } from './top-k-accuracy.js';
import { TSNHead } from './tsn-head.js';

beforeAll(() => loadBackend());

function headWith(options: Partial<ConstructorParameters<typeof TSNHead>[0]> = {}): TSNHead {
  const head = new TSNHead({ numClasses: 3, inChannels: 4, dropoutRatio: 0, initStd: 1, ...options });
  head.initWeights(0);
  return head;
}

/** Features of 2 videos of 3 segments. */
function features(): Features {
  return { x: tf.tensor4d(Float32Array.from(uniform('head', 6 * 2 * 2 * 4)), [6, 2, 2, 4]), numSegs: 3 };
}

function labels(values: number[], shape = [values.length]): TensorBatch {
  return { inputs: tf.zeros([2]), gtLabel: tf.tensor(values, shape, 'int32') };
}

function lossesOf(head: TSNHead, batch: () => TensorBatch): Record<string, number> {
  const read: Record<string, number> = {};
  for (const [name, value] of Object.entries(tf.tidy(() => head.loss(features(), batch()))))
    read[name] = take(value)[0]!;
  return read;
}

describe('scores', () => {
  test('are a linear map of the mean over pixels and segments', () => {
    const head = headWith();
    const scores = tf.tidy(() => head.forward(features()));
    const expected = tf.tidy(() => {
      const video = tf.mean(tf.reshape(features().x as Tensor, [2, 12, 4]), 1) as Tensor2D;
      return tf.add(tf.matMul(video, head.fcCls.weight.value as Tensor2D, false, true), head.fcCls.bias!.value);
    });
    expect(scores.shape).toEqual([2, 3]);
    expectClose(take(scores), take(expected));
  });

  test('first weights are normal with initStd, biases 0', () => {
    const head = headWith({ numClasses: 100, inChannels: 512, initStd: 0.01 });
    const weight = take(tf.clone(head.fcCls.weight.value));
    const std = Math.sqrt(weight.reduce((sum, value) => sum + value * value, 0) / weight.length);
    expect(std).toBeCloseTo(0.01, 4);
    expect(new Set(head.fcCls.bias!.value.dataSync())).toEqual(new Set([0]));
  });

  test('dropout changes them while training, by the step seed alone', () => {
    const head = headWith({ dropoutRatio: 0.5 });
    const run = (seed: number): Float32Array =>
      take(tf.tidy(() => withStepSeed([0, seed], () => head.forward(features()))));
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    head.eval();
    expect(run(1)).toEqual(run(2));
  });

  test('features of other channels are an error that names both numbers', () => {
    const head = headWith({ inChannels: 2048 });
    expect(() => tf.tidy(() => head.forward(features()))).toThrow(/2048.*4 channels/);
  });
});

describe('losses', () => {
  test('hold accuracies of topk and loss_cls', () => {
    const losses = lossesOf(headWith({ topk: [1, 2, 5] }), () => labels([0, 1]));
    expect(Object.keys(losses)).toEqual(['top1_acc', 'top2_acc', 'top5_acc', 'loss_cls']);
    expect(losses['top5_acc']).toBe(1);
    expect(Object.keys(lossesOf(headWith({ topk: 1 }), () => labels([0, 1])))).toEqual(['top1_acc', 'loss_cls']);
  });

  test('label smoothing spreads a share of the target over all classes', () => {
    const [sharp, smooth] = [0, 0.3].map((labelSmoothEps) =>
      lossesOf(headWith({ labelSmoothEps }), () => labels([0, 1])),
    );
    const spread = lossesOf(headWith(), () => ({ inputs: tf.zeros([2]), gtLabel: tf.fill([2, 3], 1 / 3) }));
    expect(smooth!['loss_cls']).toBeCloseTo(0.7 * sharp!['loss_cls']! + 0.3 * spread['loss_cls']!, 5);
    expect(smooth!['top1_acc']).toBe(sharp!['top1_acc']);
  });

  test('a multi-class head takes lists of labels, and logs no accuracy', () => {
    const head = headWith({ multiClass: true, lossCls: new BCELossWithLogits() });
    const listed = lossesOf(head, () => labels([0, 2, 1, -1], [2, 2]));
    const dense = lossesOf(head, () => ({ inputs: tf.zeros([2]), gtLabel: tf.tensor2d([1, 0, 1, 0, 1, 0], [2, 3]) }));
    expect(listed).toEqual(dense);
    expect(Object.keys(listed)).toEqual(['loss_cls']);
  });

  test('several labels for a head that expects one, and no labels at all, are errors', () => {
    expect(() => lossesOf(headWith(), () => labels([0, 2, 1, -1], [2, 2]))).toThrow(
      expect.objectContaining({ code: 'MMA_MODEL_SEVERAL_LABELS' }),
    );
    expect(() => lossesOf(headWith(), () => ({ inputs: tf.zeros([2]) }))).toThrow(
      expect.objectContaining({ code: 'MMA_MODEL_NO_LABELS' }),
    );
  });
});

describe('predictions', () => {
  const scores = [1, 2, 3, 4, 0, 0, 2, 2, 2, 9, 8, 7]; // two videos of two clips, three classes

  function averaged(how: 'prob' | 'score' | null): { shape: number[]; values: number[] } {
    const output = tf.tidy(() => averageClips(tf.tensor2d(scores, [4, 3]), 2, how));
    return { shape: output.shape, values: [...take(output)] };
  }

  test('clips are averaged by score, by probability, or not', () => {
    expect(averaged('score')).toEqual({ shape: [2, 3], values: [2.5, 1, 1.5, 5.5, 5, 4.5] });
    const softmax = (row: number[]): number[] => {
      const exps = row.map(Math.exp);
      return exps.map((value) => value / exps.reduce((a, b) => a + b));
    };
    const [a, b] = [softmax([1, 2, 3]), softmax([4, 0, 0])];
    const byProbability = averaged('prob');
    expect(byProbability.shape).toEqual([2, 3]);
    expectClose(
      byProbability.values.slice(0, 3),
      a.map((value, i) => (value + b[i]!) / 2),
    );
    expect(averaged(null)).toEqual({ shape: [2, 2, 3], values: scores });
  });

  test('samples come back with scores and the best class, the originals untouched', () => {
    const samples = [{ metainfo: { name: 'a' }, gtLabel: [1] }, { metainfo: {} }];
    const output = { data: Float32Array.of(0.1, 0.7, 0.2, 0.5, 0.3, 0.2), shape: [2, 3] };
    const predicted = headWith().postprocess(output, samples);
    expect(predicted).toEqual([
      { metainfo: { name: 'a' }, gtLabel: [1], predScore: Float32Array.of(0.1, 0.7, 0.2), predLabel: 1 },
      { metainfo: {}, predScore: Float32Array.of(0.5, 0.3, 0.2), predLabel: 0 },
    ]);
    expect(samples[1]).toEqual({ metainfo: {} });
  });
});

test('top-k accuracy counts labels among the k best', () => {
  const accuracy = (k: number): number =>
    take(
      tf.tidy(() =>
        topKAccuracy(
          tf.tensor2d([
            [0.1, 0.5, 0.4],
            [0.6, 0.3, 0.1],
          ]),
          tf.tensor1d([2, 0], 'int32'),
          k,
        ),
      ),
    )[0]!;
  expect([1, 2, 5].map(accuracy)).toEqual([0.5, 1, 1]);
});

test('configs build heads with nested parts', () => {
  const head = HEADS.build({
    type: 'TSNHead',
    num_classes: 400,
    in_channels: 2048,
    loss_cls: { type: 'CrossEntropyLoss', loss_weight: 0.5 },
    spatial_type: 'avg',
    consensus: { type: 'AvgConsensus', dim: 1 },
    dropout_ratio: 0.4,
    init_std: 0.01,
    average_clips: 'prob',
  });
  expect(head).toBeInstanceOf(TSNHead);
  expect(() => HEADS.build({ type: 'TSNHead', num_class: 400, in_channels: 2048 })).toThrow(/num_classes/);
});
