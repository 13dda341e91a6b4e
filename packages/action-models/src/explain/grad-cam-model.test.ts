import { loadBackend, tf } from '@mma/backend';
import { type DataSample, type NdArray, predictBatch } from '@mma/engine';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import '../index.js';
import type { BaseRecognizer } from '../recognizers/base-recognizer.js';
import { buildGolden, type Golden, goldenBatch, readGolden } from '../testing/golden.js';
import { expectClose } from '../testing/numbers.js';
import { gradCam } from './grad-cam.js';
import { GradCamModel } from './grad-cam-model.js';

const golden = readGolden<Golden>('tsn_r18_64');
const batch = goldenBatch(golden);
const CLASS = 3;
let recognizer: BaseRecognizer;

beforeAll(async () => {
  await loadBackend();
  recognizer = buildGolden(golden).eval();
});
afterAll(() => recognizer.dispose());

async function mapsOf(model: GradCamModel, label: Pick<DataSample, 'gtLabel'> = {}): Promise<NdArray<Float32Array>[]> {
  const dataSamples = batch.inputs.map(() => ({ metainfo: {}, ...label }));
  const predicted = await predictBatch(model, { inputs: batch.inputs, dataSamples });
  return predicted.map(({ extras }) => extras!['activationMap'] as NdArray<Float32Array>);
}

test.each([
  ['of a class', { targetClass: CLASS }, { gtLabel: [CLASS] }],
  ['of the best one', {}, {}],
])('videos that go together have the maps %s that they have alone', async (_what, target, label) => {
  const model = new GradCamModel(recognizer);
  const warned = vi.spyOn(process, 'emitWarning');
  const maps = await mapsOf(model, label);
  const tensors = tf.memory().numTensors;
  // It is replayed: whatever is in the way of that would be a warning.
  expect(warned).not.toHaveBeenCalled();
  expect(maps.length).toBeGreaterThan(1);
  for (const [at, input] of batch.inputs.entries()) {
    const alone = recognizer.dataPreprocessor.prepare({ inputs: [input], dataSamples: [{ metainfo: {} }] });
    const { map } = await gradCam(recognizer, alone, { layer: recognizer.backbone, ...target });
    tf.dispose(alone);
    expect(maps[at]!.shape).toEqual(map.shape);
    expectClose(maps[at]!.data, map.data, { atol: 1e-5, rtol: 1e-3 });
  }
  await mapsOf(model, label);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('a layer without maps of pictures is told as such', async () => {
  const model = new GradCamModel(recognizer, recognizer.clsHead);
  await expect(mapsOf(model)).rejects.toMatchObject({ code: 'MMA_MODEL_CAM_LAYER' });
});
