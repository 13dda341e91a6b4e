// One part of check-with-torch.py and check-with-mmengine.py: trains TSN-R50 (10 classes, 2 videos of 3 segments of
// 96 × 96 pixels made by a formula) with SGD.
//
//   node train-for-torch.mjs DIR ITERATIONS [RESUME]
//
// Leaves DIR/work/epoch_N.pth after each iteration, an epoch, DIR/gradients.pth: the gradients of the last one, and DIR/losses.json: the
// losses by iteration.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCheckpoint } from '@mma/checkpoint';
// A model is no part of this package's dependencies; for a check by hand its folder is near enough.
import '../../action-models/dist/index.js';
import { readFileSync } from 'node:fs';
import {
  BaseDataset,
  CheckpointHook,
  DataLoader,
  DefaultSampler,
  EpochBasedTrainLoop,
  MODELS,
  MultiStepLR,
  OptimWrapper,
  ParamSchedulerHook,
  Runner,
  SGD,
} from '../dist/index.js';

const [dir, iterations, resume] = process.argv.slice(2);
const golden = new URL('../../action-models/fixtures/tsn_r50_96.json', import.meta.url);

class Pixels extends BaseDataset {
  length = 2;

  async load() {}

  getDataInfo(index) {
    return { label: index };
  }

  async get(index) {
    const data = Uint8Array.from({ length: 3 * 96 * 96 * 3 }, (_, i) => Math.imul(i + 7919 * index, 2654435761) >>> 24);
    return { inputs: { data, shape: [3, 96, 96, 3] }, dataSample: { metainfo: {}, gtLabel: [index] } };
  }
}

/** Keeps a copy of every gradient of the last step, in PyTorch's layout. */
class ShowingSGD extends SGD {
  gradients = new Map();

  compute(gradients) {
    for (const [name, parameter] of this.paramGroups[0].params) {
      const inside = gradients.get(parameter);
      if (inside === undefined) continue;
      const data = Float32Array.from(parameter.layout.toTorch(inside).dataSync());
      this.gradients.set(name, { dtype: 'float32', shape: parameter.shape, data });
    }
    return super.compute(gradients);
  }
}

const optimizer = new ShowingSGD({ lr: 0.01, momentum: 0.9, weightDecay: 1e-4 });
const { model } = JSON.parse(readFileSync(golden, 'utf8'));
const runner = new Runner({
  model: MODELS.build(model),
  workDir: join(dir, 'work'),
  seed: 1,
  console: false,
  hooks: [new ParamSchedulerHook(), new CheckpointHook({ interval: 1 })],
  train: () => ({
    loop: new EpochBasedTrainLoop({ maxEpochs: Number(iterations) }),
    loader: new DataLoader(
      { dataset: new Pixels(), batchSize: 2, sampler: new DefaultSampler({ shuffle: true, roundUp: true }) },
      { seed: 1 },
    ),
    optimWrapper: new OptimWrapper({ optimizer, clipGrad: { maxNorm: 40 } }),
    paramSchedulers: [new MultiStepLR({ milestones: [1], end: 9 })],
  }),
  ...(resume === undefined ? {} : { loadFrom: resume, resume: true }),
});
const losses = {};
runner.events.subscribe((event) => {
  if (event.type === 'train-iter') losses[event.iter] = event.logVars.loss;
});
await runner.train();
await writeFile(join(dir, 'losses.json'), JSON.stringify(losses));
await writeCheckpoint(join(dir, 'gradients.pth'), { state_dict: optimizer.gradients });
