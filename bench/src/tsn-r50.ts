import { ActionDataPreprocessor, Recognizer2D, ResNet, TSNHead } from '@mma/action-models';
import { AmpOptimWrapper, OptimWrapper, SGD, type TensorBatch } from '@mma/engine';
import { hashKeys } from '@mma/nn';

export const BATCH = 4;
export const SEGMENTS = 3;
export const SIZE = 224;
const CLASSES = 400;

/** TSN-R50 for 400 classes with random weights. @param head options of its head that differ */
export function tsnR50(head: Partial<ConstructorParameters<typeof TSNHead>[0]> = {}): Recognizer2D {
  const model = new Recognizer2D({
    dataPreprocessor: new ActionDataPreprocessor({ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }),
    backbone: new ResNet({ depth: 50 }),
    clsHead: new TSNHead({ numClasses: CLASSES, inChannels: 2048, ...head }),
  });
  model.initWeights(0);
  return model;
}

/** TSN-R50 with the optimizer of MMAction2's recipe, on one batch of noise: 4 clips × 3 segments × 224². */
export function createTsnR50({ amp = false } = {}): { step: (iter: number) => Promise<Record<string, number>> } {
  const model = tsnR50({ dropoutRatio: 0.4 });
  model.train();
  const optimizer = new SGD({ lr: 0.01, momentum: 0.9, weightDecay: 1e-4 });
  const wrapper = new (amp ? AmpOptimWrapper : OptimWrapper)({
    optimizer,
    clipGrad: { type: 'norm', maxNorm: 40, normType: 2 },
  });
  wrapper.setModel(model);
  const batch = model.dataPreprocessor.prepare(noise());
  return { step: (iter) => wrapper.step(model, batch as TensorBatch, hashKeys(0, iter)) };
}

function noise(): Parameters<ActionDataPreprocessor['prepare']>[0] {
  const shape = [SEGMENTS, SIZE, SIZE, 3];
  const pixels = (seed: number) =>
    Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i + seed) * 2654435761) >>> 24);
  return {
    inputs: Array.from({ length: BATCH }, (_, i) => ({ data: pixels(i), shape })),
    dataSamples: Array.from({ length: BATCH }, (_, i) => ({ metainfo: {}, gtLabel: [i * 97] })),
  };
}
