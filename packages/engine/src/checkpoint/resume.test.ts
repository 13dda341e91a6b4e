import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadBackend, tf } from '@mma/backend';
import type { CheckpointValue } from '@mma/checkpoint';
import { BatchNorm2d, Conv2d, Linear, Module } from '@mma/nn';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../hooks/hook-context.js';
import { MessageHub } from '../logging/message-hub.js';
import { OptimWrapper } from '../optim/optim-wrapper.js';
import { SGD } from '../optimizers/sgd.js';
import { MultiStepLR } from '../schedulers/multi-step.js';
import { describeLoad, loadWeights } from './load-weights.js';
import { type LoadedCheckpoint, openCheckpoint } from './open-checkpoint.js';
import { resumeFrom } from './resume.js';

/** Saved by MMEngine's Runner after 2 epochs of 2 iterations: SGD with momentum, lr 0.1, decayed at epoch 1. */
const file = fileURLToPath(new URL('../../fixtures/mmengine_epoch_2.pth', import.meta.url));

/** Some of what is in it, as PyTorch reads it. */
const expected = JSON.parse(readFileSync(new URL('../../fixtures/mmengine_epoch_2.json', import.meta.url), 'utf8')) as {
  'conv.weight': number[];
  momentum: Record<string, number[]>;
};

class Net extends Module {
  readonly conv = new Conv2d(3, 4, { kernelSize: 3 });
  readonly bn = new BatchNorm2d(4);
  readonly fc: Linear;

  constructor(classes = 2) {
    super();
    this.fc = new Linear(4, classes);
  }
}

describe("a checkpoint of MMEngine's runner", () => {
  let checkpoint: LoadedCheckpoint;

  beforeAll(async () => {
    await loadBackend();
    checkpoint = await openCheckpoint(file);
  });

  it('gives a model its weights', async () => {
    const model = new Net();
    const report = await loadWeights(model, checkpoint, file);
    expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
    const state = await model.stateDict();
    expect([...state.get('conv.weight')!.data]).toEqual(expected['conv.weight'].map(Math.fround));
  });

  it('resumes optimizer, schedulers, progress and log', async () => {
    const model = new Net();
    await loadWeights(model, checkpoint, file);
    const optimizer = new SGD({ lr: 0.1, momentum: 0.9 });
    optimizer.setParameters([{ params: [...model.namedParameters()] }]);
    const scheduler = new MultiStepLR({ milestones: [1], end: 2 });
    scheduler.attach(optimizer.paramGroups);
    const messageHub = new MessageHub();
    const progress: Progress = {
      epoch: 0,
      iter: 0,
      maxEpochs: 3,
      maxIters: 6,
      startBatch: 0,
      validationDue: false,
      batches: { train: 2 },
    };
    const target = {
      optimWrapper: new OptimWrapper({ optimizer }),
      paramSchedulers: [scheduler],
      messageHub,
      progress,
      countsEpochs: true,
    };
    resumeFrom(checkpoint, target, file);

    expect(progress).toMatchObject({ epoch: 2, iter: 4, startBatch: 0 });
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.010000000000000002, initialLr: 0.1, momentum: 0.9 });
    expect(scheduler.stateDict()).toMatchObject({ last_step: 1, _global_step: 2, base_values: [0.1] });
    expect(messageHub.logScalars.get('train/lr')!.history.values).toEqual([
      0.1, 0.1, 0.010000000000000002, 0.010000000000000002,
    ]);
    const { state } = await optimizer.stateDict();
    for (const [index, values] of Object.entries(expected.momentum)) {
      expect([...state.get(Number(index))!['momentum_buffer']!.data]).toEqual(values.map(Math.fround));
    }
  });

  describe('with what it lacks, or what has changed since', () => {
    const resumed = (changes: Record<string, unknown>, batches = 2, schedulers = 1): [string[], Progress] => {
      const optimizer = new SGD({ lr: 0.1, momentum: 0.9 });
      optimizer.setParameters([{ params: [...new Net().namedParameters()] }]);
      const progress: Progress = {
        epoch: 0,
        iter: 0,
        maxEpochs: 3,
        maxIters: 6,
        startBatch: 0,
        validationDue: false,
        batches: { train: batches },
      };
      const target = {
        optimWrapper: new OptimWrapper({ optimizer }),
        paramSchedulers: Array.from({ length: schedulers }, () => new MultiStepLR({ milestones: [1], end: 2 })),
        messageHub: new MessageHub(),
        progress,
        countsEpochs: true,
      };
      return [resumeFrom({ ...checkpoint, ...(changes as LoadedCheckpoint) }, target, 'x.pth'), progress];
    };
    const meta = (epochLength: number | null): { meta: Map<string, number | null> } => ({
      meta: new Map([
        ['epoch', 1],
        ['iter', 3],
        ['epoch_length', epochLength],
      ]),
    });

    it('warns of optimizer state and schedulers that are not there', () => {
      expect(resumed({ optimizer: undefined, param_schedulers: undefined })[0]).toEqual([
        'x.pth holds no optimizer state: momentum begins anew.',
        'x.pth holds no schedulers: learning rates begin their schedules anew.',
      ]);
      expect(resumed({ param_schedulers: undefined }, 2, 0)[0]).toEqual([]);
    });

    it('is refused where the schedules are others', () => {
      expect(() => resumed({}, 2, 2)).toThrow(/1 parameter schedulers, the config has 2/);
    });

    it('goes on at the batch it had come to, where epochs are cut as they were', () => {
      const [warnings, progress] = resumed(meta(2));
      expect([warnings, progress.startBatch]).toEqual([[], 1]);
    });

    it.each([
      [2, 5, 'it had 2 batches, 1 of them done, and now has 5'],
      [null, 2, 'it had an unknown number of batches, 1 of them done, and now has 2'],
    ])('begins the epoch anew, and says so, where they are not', (before, now, text) => {
      const [warnings, progress] = resumed(meta(before), now);
      expect([warnings, progress.startBatch]).toEqual([[`Epoch 2 begins anew: ${text}.`], 0]);
    });
  });

  it('says what did not fit', async () => {
    const model = new Net(5);
    const before = tf.memory().numTensors;
    const report = await loadWeights(model, checkpoint, file);
    expect(tf.memory().numTensors - before).toBe(9 - 2);
    const text = describeLoad(report, 'x.pth');
    expect(text).toContain('Load checkpoint from x.pth\n    loaded:     7\n');
    expect(text).toContain('fc.weight: the model has [5,4], the file [2,4]');
  });

  it('names what is missing and what is unexpected with its shape', async () => {
    class Wider extends Net {
      readonly extra = new Linear(2, 3);
    }
    const state = new Map(checkpoint['state_dict'] as ReadonlyMap<string, CheckpointValue>);
    state.set('old.bias', state.get('fc.bias'));
    const report = await loadWeights(new Wider(), { state_dict: state }, file);
    const text = describeLoad(report, file);
    expect(text).toContain('missing:    2\n        extra.weight [3,2]\n        extra.bias [3]\n');
    expect(text).toContain('unexpected: 1\n        old.bias [2]\n');
  });

  it('is refused by a model that shares no name with it', async () => {
    class Other extends Module {
      readonly head = new Linear(2, 2);
    }
    await expect(loadWeights(new Other(), checkpoint, file)).rejects.toThrow(
      /names like conv.weight, the model names like head/,
    );
  });

  it('cannot be resumed from when it holds weights alone', () => {
    const { state_dict } = checkpoint;
    const target = {} as Parameters<typeof resumeFrom>[1];
    expect(() => resumeFrom({ state_dict }, target, 'x.pth')).toThrow(/x.pth holds weights alone/);
  });
});
