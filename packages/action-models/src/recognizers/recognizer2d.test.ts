import { loadBackend, memory, tf } from '@mma/backend';
import { MODELS, OPTIM_WRAPPERS, type OptimWrapper, type TensorBatch } from '@mma/engine';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ResNet } from '../backbones/resnet/resnet.js';
import { TSNHead } from '../heads/tsn-head.js';
import { ActionDataPreprocessor } from '../preprocess/action-data-preprocessor.js';
import { expectClose, take } from '../testing/numbers.js';
import { uniform } from '../testing/uniform.js';
import { Recognizer2D } from './recognizer2d.js';

function recognizer(testCfg?: { maxTestingViews: number }): Recognizer2D {
  return new Recognizer2D({
    backbone: new ResNet({ depth: 18, numStages: 2 }),
    clsHead: new TSNHead({ numClasses: 4, inChannels: 128, averageClips: 'prob' }),
    dataPreprocessor: new ActionDataPreprocessor({ mean: [128, 128, 128], std: [64, 64, 64] }),
    testCfg,
  });
}

let model: Recognizer2D;
let batch: TensorBatch;

beforeAll(async () => {
  await loadBackend();
  model = recognizer();
  model.initWeights(0);
  const data = Uint8Array.from(uniform('recognizer', 2 * 3 * 32 * 32 * 3), (u) => u * 256);
  const half = data.length / 2;
  batch = model.dataPreprocessor.prepare({
    inputs: [0, 1].map((i) => ({ data: data.slice(i * half, (i + 1) * half), shape: [3, 32, 32, 3] })),
    dataSamples: [
      { metainfo: {}, gtLabel: [0] },
      { metainfo: {}, gtLabel: [3] },
    ],
  });
});
beforeEach(() => void model.train());
afterAll(() => {
  model.dispose();
  tf.dispose(batch);
});

test('a video’s score is the mean over its segments, whatever else is in the batch', () => {
  model.eval();
  const both = take(tf.tidy(() => model.predict(batch)));
  const second = take(tf.tidy(() => model.predict({ inputs: tf.slice(batch.inputs, 1, 1) })));
  expectClose(both.slice(4), second, { atol: 1e-6 });
  expect(both.slice(0, 4).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
});

test('max_testing_views changes memory, not scores', async () => {
  const careful = recognizer({ maxTestingViews: 4 });
  careful.loadStateDict(await model.stateDict());
  model.eval();
  careful.eval();
  expectClose(take(tf.tidy(() => careful.predict(batch))), take(tf.tidy(() => model.predict(batch))), { atol: 1e-6 });
  careful.dispose();
});

test('over training steps the number of tensors is flat, and the loss falls', async () => {
  const wrapper = OPTIM_WRAPPERS.build({
    type: 'OptimWrapper',
    optimizer: { type: 'SGD', lr: 0.02, momentum: 0.9, weight_decay: 1e-4 },
    clip_grad: { max_norm: 40, norm_type: 2 },
  }) as OptimWrapper;
  wrapper.optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  const first = await wrapper.step(model, batch, [7, 0]);
  const { numTensors, numBytes } = memory();
  let last = first;
  for (let step = 1; step < 12; step++) {
    last = await wrapper.step(model, batch, [7, step]);
    expect(memory()).toEqual({ numTensors, numBytes });
  }
  expect(last['loss']).toBeLessThan(first['loss']! / 2);
  wrapper.optimizer.dispose();
});

test('a label beyond the head’s classes is refused before it reaches the device', () => {
  const data = new Uint8Array(3 * 32 * 32 * 3);
  const bad = { inputs: [{ data, shape: [3, 32, 32, 3] }], dataSamples: [{ metainfo: {}, gtLabel: [4] }] };
  expect(() => model.dataPreprocessor.prepare(bad)).toThrow(expect.objectContaining({ code: 'MMA_MODEL_LABEL_RANGE' }));
});

test('a config of MMAction2 builds the model, and all its mistakes are told at once', () => {
  const config = {
    type: 'Recognizer2D',
    backbone: { type: 'ResNet', pretrained: null, depth: 18, norm_eval: false },
    cls_head: { type: 'TSNHead', num_classes: 4, in_channels: 512, average_clips: 'prob' },
    data_preprocessor: { type: 'ActionDataPreprocessor', mean: [1, 2, 3], std: [1, 1, 1], format_shape: 'NCHW' },
    train_cfg: null,
    test_cfg: null,
  };
  expect(MODELS.build(config)).toBeInstanceOf(Recognizer2D);
  const wrong = {
    ...config,
    backbone: { ...config.backbone, type: 'ResNest' },
    cls_head: { ...config.cls_head, dropout: 0.5, num_classes: 'four' },
  };
  expect(() => MODELS.build(wrong, { path: 'model' })).toThrow(
    /model\.backbone\.type[\s\S]*ResNet[\s\S]*model\.cls_head\.(dropout|num_classes)[\s\S]*model\.cls_head\.(dropout|num_classes)/,
  );
});
