import type { RunEvent } from '@mma/engine';
import { expect, test } from 'vitest';
import { runLine } from './run-line.js';

const step: RunEvent = {
  type: 'train-iter',
  epoch: 2,
  maxEpochs: 3,
  batch: 5,
  batches: 10,
  iter: 15,
  maxIters: 30,
  time: 1.25,
  dataTime: 0.5,
  eta: 3723.4,
  lr: 0.01,
  logVars: { loss: 0.98765, top1_acc: 0.5 },
};

test('a training step shows loss, learning rate, pace, the wait for data and memory', () => {
  expect(runLine(step)).toEqual({
    label: 'Epoch 2/3',
    done: 5,
    total: 10,
    left: '1:02:03',
    details: expect.stringMatching(
      /^loss 0\.9877 \| lr 1\.00e-2 \| 1\.25 s\/it \| 40 % waiting for data \| \d+(?:\.\d)? [MG]iB$/,
    ),
  });
});

test('training by iterations counts them', () => {
  const line = runLine({ ...step, maxEpochs: 1, maxIters: 300, time: 0.04, dataTime: 0.001, eta: 59.6 });
  expect(line).toMatchObject({ label: 'Training', done: 15, total: 300, left: '1:00' });
  expect(line!.details).toMatch(/25\.0 it\/s \| \d/);
});

test('a pass shows where it is', () => {
  const pass = { epoch: 1, batch: 3, batches: 4, time: 0.5, dataTime: 0, eta: Number.NaN };
  expect(runLine({ type: 'test-iter', ...pass })).toMatchObject({ label: 'Testing', done: 3, total: 4, left: '…' });
});

test('other events change nothing', () => {
  expect(runLine({ type: 'epoch-end', epoch: 1 })).toBe(undefined);
});
