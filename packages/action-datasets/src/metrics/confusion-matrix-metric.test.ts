import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfusionMatrix } from './confusion-matrix-metric.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-confusion-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sample = (label: number, ...scores: number[]) => ({
  metainfo: {},
  gtLabel: [label],
  predScore: Float32Array.from(scores),
});

test('counts go to a file, their means to the log', async () => {
  const file = join(folder, 'matrix.json');
  const metric = new ConfusionMatrix({ outFilePath: file });
  metric.process([sample(0, 0.9, 0.1, 0), sample(0, 0.2, 0.8, 0), sample(1, 0.1, 0.9, 0)]);
  metric.process([sample(1, 0.4, 0.6, 0)]);
  expect(await metric.evaluate()).toEqual({
    'confusion_matrix/precision': expect.closeTo((1 + 2 / 3) / 2, 12),
    'confusion_matrix/recall': expect.closeTo((1 / 2 + 1) / 2, 12),
    'confusion_matrix/f1_score': expect.closeTo((2 / 3 + 4 / 5) / 2, 12),
  });
  const { matrix, classes } = JSON.parse(await readFile(file, 'utf8'));
  expect(matrix).toEqual([
    [1, 1, 0],
    [0, 2, 0],
    [0, 0, 0],
  ]);
  expect(classes[1]).toEqual({ label: 1, precision: 2 / 3, recall: 1, f1: 4 / 5, support: 2 });
});

test('labels without scores count too', async () => {
  const metric = new ConfusionMatrix({ numClasses: 4, prefix: 'cm' });
  metric.process([{ metainfo: {}, gtLabel: [3], predLabel: 3 }]);
  expect(await metric.evaluate()).toEqual({ 'cm/precision': 1, 'cm/recall': 1, 'cm/f1_score': 1 });
});

test('several labels, or no prediction, are an error', () => {
  expect(() => new ConfusionMatrix().process([{ metainfo: {}, gtLabel: [0, 1], predLabel: 0 }])).toThrow(/2 labels/);
  expect(() => new ConfusionMatrix().process([{ metainfo: {}, gtLabel: [0] }])).toThrow(/no prediction/);
});
