/** The same job without any config, from objects: `node src/from-objects.ts [work dir]`. */
import {
  CheckpointHook,
  CosineAnnealingLR,
  DataLoader,
  DefaultSampler,
  EpochBasedTrainLoop,
  Evaluator,
  IterTimerHook,
  LoggerHook,
  OptimWrapper,
  ParamSchedulerHook,
  Runner,
  RuntimeInfoHook,
  SGD,
  ValLoop,
} from '@mma/engine';
import { MeanAbsoluteError, Regressor, SineCurve } from './sine.ts';

const [workDir = 'work_dirs/sine-objects'] = process.argv.slice(2);

const runner = new Runner({
  model: new Regressor({ hidden: 32 }),
  workDir,
  seed: 0,
  hooks: [
    new RuntimeInfoHook(),
    new IterTimerHook(),
    new LoggerHook(),
    new ParamSchedulerHook(),
    new CheckpointHook({ interval: 5, saveBest: 'mae', rule: 'less' }),
  ],
  // Made when they are needed: a program that only validates reads no training data.
  train: (seed) => ({
    loop: new EpochBasedTrainLoop({ maxEpochs: 20, valInterval: 5 }),
    loader: new DataLoader(
      {
        dataset: new SineCurve({ samples: 256, noise: 0.05 }),
        batchSize: 32,
        sampler: new DefaultSampler({ shuffle: true, roundUp: true }),
      },
      { seed },
    ),
    optimWrapper: new OptimWrapper({ optimizer: new SGD({ lr: 0.05, momentum: 0.9 }), clipGrad: { maxNorm: 1 } }),
    paramSchedulers: [new CosineAnnealingLR({ etaMin: 0.001 })],
  }),
  val: (seed) => ({
    loop: new ValLoop(),
    loader: new DataLoader({ dataset: new SineCurve({ samples: 128 }), batchSize: 64 }, { seed }),
    evaluator: new Evaluator([new MeanAbsoluteError()]),
  }),
});
await runner.train();
console.log(JSON.stringify(await runner.val()));
