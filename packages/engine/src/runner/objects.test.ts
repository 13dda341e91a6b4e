import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CheckpointHook,
  type CheckpointPayload,
  DataLoader,
  DefaultSampler,
  EpochBasedTrainLoop,
  Evaluator,
  Hook,
  type HookContext,
  IterBasedTrainLoop,
  IterTimerHook,
  LoggerHook,
  OptimWrapper,
  openCheckpoint,
  type RunLoader,
  Runner,
  type RunnerParts,
  RuntimeInfoHook,
  SGD,
  ValLoop,
} from '../index.js';
import { ToyAccuracy, ToyNet, ToyPoints } from './fixtures/toy.js';
import { tempDir } from './fixtures/toy-config.js';

describe('a runner of plain objects', () => {
  const partsOf = (dir: string, hooks: readonly Hook[]): RunnerParts => {
    const data = (split: string, shuffle: boolean): RunLoader =>
      new DataLoader(
        {
          dataset: new ToyPoints({ samples: 16, split }),
          batchSize: 8,
          sampler: new DefaultSampler({ shuffle, roundUp: true }),
        },
        { seed: 3 },
      );
    return {
      model: new ToyNet({ hidden: 4, numClasses: 2 }),
      workDir: dir,
      seed: 3,
      console: false,
      hooks,
      train: async () => {
        const loader = data('train', true);
        const optimizer = new SGD({ lr: 0.1 });
        return {
          loop: new EpochBasedTrainLoop({ maxEpochs: 4, valInterval: 2 }),
          loader,
          optimWrapper: new OptimWrapper({ optimizer }),
        };
      },
      val: () => ({ loop: new ValLoop(), loader: data('val', false), evaluator: new Evaluator([new ToyAccuracy()]) }),
    };
  };

  it('trains, validates and saves as one of a config does', async () => {
    const dir = tempDir();
    const hooks = [new RuntimeInfoHook(), new IterTimerHook(), new LoggerHook(), new CheckpointHook({ interval: 2 })];
    const runner = new Runner(partsOf(dir, hooks));
    const passes: number[] = [];
    runner.events.subscribe((event) => event.type === 'val-end' && passes.push(event.epoch));
    await runner.train();
    expect(passes).toEqual([2, 4]);
    expect(readdirSync(dir).filter((name) => name.endsWith('.pth'))).toEqual(['epoch_2.pth', 'epoch_4.pth']);
  });

  it('has the next batches made while it saves and validates, and none where nothing comes next', async () => {
    const happened: string[] = [];
    class Told extends DataLoader {
      constructor(
        private readonly split: string,
        dataset: ToyPoints,
      ) {
        super({ dataset, batchSize: 8 }, { seed: 3 });
      }

      override prefetch({ epoch }: { epoch: number }): void {
        happened.push(`${this.split} ${epoch} begun`);
      }
    }
    const loaderOf = (split: string): RunLoader => new Told(split, new ToyPoints({ samples: 16, split }));
    const parts = partsOf(tempDir(), [new CheckpointHook({ interval: 1 })]);
    const runner = new Runner({
      ...parts,
      train: async (seed) => ({ ...(await parts.train!(seed)), loader: loaderOf('train') }),
      val: async (seed) => ({ ...(await parts.val!(seed)), loader: loaderOf('val') }),
    });
    const told = ['train-iter', 'checkpoint-saved', 'val-iter', 'val-end'];
    runner.events.subscribe(({ type }) => told.includes(type) && happened.push(type));
    await runner.train();
    const unvalidated = (next: number): string[] => [
      'train-iter',
      'train-iter',
      `train ${next} begun`,
      'checkpoint-saved',
    ];
    const validated = (next: readonly string[]): string[] => [
      ...['train-iter', 'val 0 begun', 'train-iter', 'checkpoint-saved'],
      ...['val-iter', ...next, 'val-iter', 'val-end'],
    ];
    expect(happened).toEqual([
      'train 0 begun',
      ...unvalidated(1),
      ...validated(['train 2 begun']),
      ...unvalidated(3),
      ...validated([]),
    ]);

    happened.length = 0;
    await runner.val();
    expect(happened).toEqual(['val 0 begun', 'val-iter', 'val-iter', 'val-end']);
  });

  it('has the batches of a validation between iterations made during the step before it', async () => {
    const happened: string[] = [];
    const parts = partsOf(tempDir(), []);
    class Told extends DataLoader {
      override prefetch(): void {
        happened.push('val begun');
      }
    }
    const runner = new Runner({
      ...parts,
      train: async (seed) => ({
        ...(await parts.train!(seed)),
        loop: new IterBasedTrainLoop({ maxIters: 5, valInterval: 3 }),
      }),
      val: async (seed) => ({
        ...(await parts.val!(seed)),
        loader: new Told({ dataset: new ToyPoints({ samples: 8, split: 'val' }), batchSize: 8 }, { seed: 3 }),
      }),
    });
    runner.events.subscribe(({ type }) => type.endsWith('-iter') && happened.push(type));
    await runner.train();
    const validated = ['val begun', 'train-iter', 'val-iter'];
    expect(happened).toEqual(['train-iter', 'train-iter', ...validated, 'train-iter', ...validated]);
  });

  it('lets a hook end training early and add to checkpoints', async () => {
    class Early extends Hook {
      override afterTrainEpoch({ progress, stopTraining }: HookContext): void {
        if (progress.epoch === 1) stopTraining();
      }

      override beforeSaveCheckpoint(_context: HookContext, { checkpoint }: CheckpointPayload): void {
        checkpoint['note'] = 'two epochs';
      }
    }
    const dir = tempDir();
    await new Runner(partsOf(dir, [new Early(), new CheckpointHook({ interval: 1 })])).train();
    const files = readdirSync(dir).filter((name) => name.endsWith('.pth'));
    expect(files).toEqual(['epoch_1.pth', 'epoch_2.pth']);
    expect((await openCheckpoint(join(dir, 'epoch_2.pth')))['note']).toBe('two epochs');
  });
});
