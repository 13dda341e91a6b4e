import { expect, test } from 'vitest';
import { LogFacts } from './log-facts.js';

function factsOf(...lines: string[]): LogFacts {
  const facts = new LogFacts();
  for (const line of lines) facts.add(line);
  return facts;
}

const at = (time: string, text: string): string => `2026/11/23 ${time} - mma - INFO - ${text}`;

test('training by epochs counts on from epoch to epoch', () => {
  const facts = factsOf(
    '    max_epochs=2, type="EpochBasedTrainLoop", val_begin=1)',
    at('09:00:00', 'Epoch(train)  [1][ 5/10]  lr: 1.0e-03  eta: 1 day, 2:03:04  time: 1.0'),
    at('09:00:07', 'Epoch(train)  [2][ 5/10]  lr: 1.0e-03  eta: 0:00:05  time: 1.0'),
  );
  expect(facts).toMatchObject({ epoch: 2, maxEpochs: 2, iterationsPerEpoch: 10, eta: '0:00:05', pace: 7 });
  expect([...facts.times.keys()]).toEqual([5, 15]);
  expect(facts.isComplete).toBe(false);
  facts.add(at('09:00:12', 'Epoch(train)  [2][10/10]  lr: 1.0e-03  eta: 0:00:00  time: 1.0'));
  expect(facts.isComplete).toBe(true);
});

test('training by iterations has no epochs', () => {
  const facts = factsOf(
    'train_cfg = dict(max_iters=400, type="IterBasedTrainLoop", val_interval=100)',
    at('09:00:00', 'Iter(train) [ 20/400]  lr: 1.0e-03  eta: 0:10:00  time: 1.0'),
    at('09:00:20', 'Iter(val) [ 5/10]  eta: 0:00:01  time: 1.0'),
  );
  expect(facts).toMatchObject({ epoch: null, maxIterations: 400, iterationsPerEpoch: null, eta: '0:10:00' });
  expect([...facts.times.keys()]).toEqual([20]);
  facts.add(at('09:10:00', 'Saving checkpoint at 400 iterations'));
  expect([...facts.saved]).toEqual(['iter_400.pth']);
  expect(facts.isComplete).toBe(true);
});

test('training that was stopped early is complete, one that was stopped is not', () => {
  expect(factsOf(at('09:00:00', 'Training is stopped early: acc/top1 got no better')).isComplete).toBe(true);
  const stopped = factsOf(
    '    max_epochs=2',
    at('09:00:00', 'Saving checkpoint at 3 iterations, where the run is stopped'),
  );
  expect(stopped.isComplete).toBe(false);
});

test('best checkpoints are told with metric, score and step', () => {
  const facts = factsOf(
    at('09:00:00', 'The best checkpoint with 0.9750 acc/top1 at 20 epoch is saved to best_acc_top1_epoch_20.pth.'),
    at('09:00:00', 'The best checkpoint with -1.5000 mean average at 400 iter is saved to best_mean_iter_400.pth.'),
  );
  expect(Object.fromEntries(facts.best)).toEqual({
    'best_acc_top1_epoch_20.pth': { metric: 'acc/top1', score: 0.975, step: 20, unit: 'epoch' },
    'best_mean_iter_400.pth': { metric: 'mean average', score: -1.5, step: 400, unit: 'iter' },
  });
});
