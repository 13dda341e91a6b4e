/**
 * Tensors and resident memory over many training steps of TSN-R18 at 64²: both must be flat.
 *
 *   pnpm --filter @mma/bench memory [iterations]
 */
import { ActionDataPreprocessor, Recognizer2D, ResNet, TSNHead } from '@mma/action-models';
import { loadBackend, memory, tf } from '@mma/backend';
import { OptimWrapper, SGD } from '@mma/engine';
import { hashKeys } from '@mma/nn';

const iterations = Number(process.argv[2] ?? 300);
await loadBackend({ install: true });
const model = new Recognizer2D({
  dataPreprocessor: new ActionDataPreprocessor({ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }),
  backbone: new ResNet({ depth: 18 }),
  clsHead: new TSNHead({ numClasses: 5, inChannels: 512, dropoutRatio: 0.4 }),
});
model.initWeights(0);
model.train();
const optimizer = new SGD({ lr: 0.01, momentum: 0.9, weightDecay: 1e-4 });
optimizer.setParameters([{ params: [...model.namedParameters()] }]);
const wrapper = new OptimWrapper({ optimizer, clipGrad: { type: 'norm', maxNorm: 40, normType: 2 } });

for (let iter = 0; iter <= iterations; iter++) {
  const shape = [3, 64, 64, 3];
  const batch = model.dataPreprocessor.prepare({
    inputs: Array.from({ length: 4 }, (_, clip) => ({
      data: new Uint8Array(3 * 64 * 64 * 3).fill((iter * 31 + clip * 57) % 256),
      shape,
    })),
    dataSamples: Array.from({ length: 4 }, (_, clip) => ({ metainfo: {}, gtLabel: [(iter + clip) % 5] })),
  });
  await wrapper.step(model, batch, hashKeys(0, iter));
  tf.dispose(batch);
  if (iter % Math.max(1, Math.floor(iterations / 10)) === 0) {
    globalThis.gc?.();
    const { numTensors, numBytes } = memory();
    const rss = process.memoryUsage().rss / 2 ** 20;
    console.log(
      `iteration ${String(iter).padStart(5)}: ${numTensors} tensors, ${(numBytes / 2 ** 20).toFixed(1)} MiB in them, RSS ${rss.toFixed(0)} MiB`,
    );
  }
}
