import { loadBackend, tf } from '@mma/backend';
import type { TensorBatch } from '@mma/engine';
import type { Module } from '@mma/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../index.js';
import type { BaseRecognizer } from '../recognizers/base-recognizer.js';
import { buildGolden, type Golden, goldenBatch, readGolden } from '../testing/golden.js';
import { expectClose } from '../testing/numbers.js';
import { gradCam } from './grad-cam.js';

/** Computed by PyTorch with hooks, for the first video: [pictures, h, w] in that order. */
interface Figures {
  layer: string;
  target_class: number | null;
  shape: number[];
  scores: number[];
  first: number[];
  sum: number;
}

const golden = readGolden<Golden>('tsn_r18_64');
const figures = readGolden<Figures[]>('grad_cam_r18_64');
let model: BaseRecognizer;
let batch: TensorBatch;

beforeAll(async () => {
  await loadBackend();
  model = buildGolden(golden);
  batch = model.dataPreprocessor.prepare(goldenBatch({ ...golden, labels: golden.labels.slice(0, 1), batch: 1 }));
});

afterAll(() => {
  model.dispose();
  tf.dispose(batch);
});

const layerOf = (name: string): Module => [...model.namedModules()].find(([each]) => each === name)![1];

test.each(figures)('of $layer for class $target_class equals PyTorch’s', async (expected) => {
  const before = tf.memory().numTensors;
  const targetClass = expected.target_class === null ? {} : { targetClass: expected.target_class };
  const { map, scores } = await gradCam(model, batch, { layer: layerOf(expected.layer), ...targetClass });
  expect(map.shape).toEqual(expected.shape);
  expectClose(scores, expected.scores, { atol: 1e-4, rtol: 1e-4, what: 'scores' });
  const typical = expected.sum / map.data.length;
  expectClose(map.data.subarray(0, expected.first.length), expected.first, { atol: 1e-3 * typical, rtol: 1e-3 });
  expectClose([map.data.reduce((a, b) => a + b, 0)], [expected.sum], { rtol: 1e-3 });
  expect(tf.memory().numTensors).toBe(before);
});

test('max_testing_views changes memory, not the map', async () => {
  const config = { ...golden, model: { ...golden.model, test_cfg: { max_testing_views: 2 } } };
  const careful = buildGolden(config);
  const layer = 'backbone.layer3';
  const whole = await gradCam(model, batch, { layer: layerOf(layer) });
  const [, part] = [...careful.namedModules()].find(([each]) => each === layer)!;
  const parts = await gradCam(careful, batch, { layer: part });
  expect(parts.map.shape).toEqual(whole.map.shape);
  expectClose(parts.map.data, whole.map.data, { atol: 1e-5, rtol: 1e-3 });
  careful.dispose();
});

test.each([
  ['backbone.layer1.0.conv1.bn', /BatchNorm2d does not run on its own/],
  ['cls_head.fc_cls', /Linear gives \[1, 10\]: no map of each of the 3 pictures/],
  ['', /Recognizer2D does not run on its own/],
])('layer "%s" gives no map, and leaves nothing behind', async (layer, message) => {
  const before = tf.memory().numTensors;
  await expect(gradCam(model, batch, { layer: layerOf(layer) })).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});

test('a class that there is not', async () => {
  await expect(gradCam(model, batch, { layer: layerOf('backbone.layer4'), targetClass: 10 })).rejects.toMatchObject({
    code: 'MMA_MODEL_CAM_CLASS',
    hint: 'classes are 0 to 9',
  });
});
