/**
 * Tensors, resident memory and the time of a step over many training steps of TSN-R18 at 64², and then over as many predictions: all of
 * it must be flat.
 *
 *   pnpm --filter @mma/bench memory [iterations]
 */
import { ActionDataPreprocessor, Recognizer2D, ResNet, TSNHead } from '@mma/action-models';
import { loadBackend, memory, tf } from '@mma/backend';
import { type Batch, OptimWrapper, predictBatch, SGD } from '@mma/engine';
import { hashKeys } from '@mma/nn';
import { describe } from './stats.ts';

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

function batchOf(iter: number): Batch {
  const shape = [3, 64, 64, 3];
  return {
    inputs: Array.from({ length: 4 }, (_, clip) => ({
      data: new Uint8Array(3 * 64 * 64 * 3).fill((iter * 31 + clip * 57) % 256),
      shape,
    })),
    dataSamples: Array.from({ length: 4 }, (_, clip) => ({ metainfo: {}, gtLabel: [(iter + clip) % 5] })),
  };
}

await soak('training step', async (iter) => {
  const batch = model.dataPreprocessor.prepare(batchOf(iter));
  await wrapper.step(model, batch, hashKeys(0, iter));
  tf.dispose(batch);
});
model.eval();
await soak('prediction', (iter) => predictBatch(model, batchOf(iter)));

/** Ten lines about as many tenths of the iterations, each with the median time of its own. */
async function soak(name: string, work: (iter: number) => Promise<unknown>): Promise<void> {
  const every = Math.max(1, Math.floor(iterations / 10));
  let times: number[] = [];
  for (let iter = 1; iter <= iterations; iter++) {
    const start = performance.now();
    await work(iter);
    times.push(performance.now() - start);
    if (iter % every !== 0) continue;
    globalThis.gc?.();
    const { numTensors, numBytes } = memory();
    const rss = process.memoryUsage().rss / 2 ** 20;
    console.log(
      `${name} ${String(iter).padStart(5)}: ${describe(times)}; ${numTensors} tensors, ` +
        `${(numBytes / 2 ** 20).toFixed(1)} MiB in them, RSS ${rss.toFixed(0)} MiB`,
    );
    times = [];
  }
}
