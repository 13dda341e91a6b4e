import { appendFile, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSession } from '../../testing/written-run.js';
import { checkpointsOf } from './checkpoints.js';
import { RunStore } from './run-store.js';
import type { RunSummary } from './summary.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-runs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A store that looks only when it is told to. */
async function storeOf(...roots: string[]): Promise<RunStore> {
  const store = new RunStore(roots);
  await store.look(true);
  return store;
}

const only = ({ summaries }: RunStore): RunSummary => {
  expect(summaries).toHaveLength(1);
  return summaries[0]!;
};

test('a run is summed up from its scalars and its log', async () => {
  const workDir = join(folder, 'summed');
  await (await writeSession(workDir, '20260102_030400')).write(1, 20);
  const summary = only(await storeOf(workDir));
  expect(summary).toMatchObject({
    name: 'summed',
    kind: 'train',
    status: 'running',
    epoch: 2,
    maxEpochs: 3,
    iteration: 20,
    iterationsPerEpoch: 10,
    eta: '0:00:10',
    secondsPerIteration: 1,
    memory: 100,
    metrics: { 'acc/top1': { best: 0.02, step: 2, last: 0.02 } },
    rows: { train: 20, val: 2 },
    problems: [],
  });
  expect(summary.keys).toEqual({ train: ['lr', 'loss', 'time', 'memory'], val: ['acc/top1'] });
});

test('it grows with its files, and says so', async () => {
  const workDir = join(folder, 'growing');
  const session = await writeSession(workDir, '20260102_030400');
  const store = await storeOf(workDir);
  const told: RunSummary[] = [];
  store.on('run', (summary) => told.push(summary));
  await session.write(1, 2);
  await store.look(false);
  await appendFile(session.scalars, '{"lr": 0.1, "loss": 7, "it');
  await store.look(false);
  await appendFile(session.scalars, 'er": 3, "step": 3}\n');
  await store.look(false);
  expect(told.map(({ rows }) => rows.train)).toEqual([2, 2, 3]);
  const { train } = store.run(told[0]!.id)!;
  expect(train.columns.get('loss')).toEqual([1, 0.5, 7]);
  expect(train.times[1]! - train.times[0]!).toBe(1);
});

test('a session that was resumed goes on with the run, from where it was resumed', async () => {
  const workDir = join(folder, 'resumed');
  await (await writeSession(workDir, '20260102_030400')).write(1, 14);
  const store = await storeOf(workDir);
  const { id, generation } = only(store);
  const second = await writeSession(workDir, '20260102_040400', { resumedFrom: 10 });
  await store.look(true);
  expect(only(store)).toMatchObject({ id, iteration: 10, rows: { train: 10, val: 1 } });
  expect(only(store).generation).not.toBe(generation);
  await second.write(11, 12, () => 50);
  await store.look(true);
  const run = store.run(id)!;
  expect(run.train.iterations).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(run.train.columns.get('loss')!.slice(-3)).toEqual([0.1, 50, 50]);
  expect(only(store).sessions.map(({ name, resumedFrom }) => [name, resumedFrom])).toEqual([
    ['20260102_030400', null],
    ['20260102_040400', 10],
  ]);
});

test('one that began anew is another run, and so is a test', async () => {
  const workDir = join(folder, 'several');
  await (await writeSession(workDir, '20260102_030400')).write(1, 30);
  await (await writeSession(workDir, '20260102_040400')).write(1, 3);
  const test = await writeSession(workDir, '20260102_050400');
  await appendFile(test.log, '2026/01/02 05:04:06 - mma - INFO - Epoch(test) [4/4]  acc/top1: 0.5\n');
  await writeFile(join(test.dir, '20260102_050400.json'), '{"acc/top1": 0.5, "time": 0.1}');
  const { summaries } = await storeOf(workDir);
  expect(summaries.map(({ kind, rows, metrics }) => [kind, rows.train, metrics['acc/top1']?.best])).toEqual([
    ['test', 0, 0.5],
    ['train', 3, undefined],
    ['train', 30, 0.03],
  ]);
});

test('runs are found in folders of work dirs, through links, and as they appear or go', async () => {
  const root = join(folder, 'found');
  await (await writeSession(join(root, 'deep', 'er', 'one'), '20260102_030400')).write(1, 1);
  await mkdir(join(folder, 'elsewhere'));
  await symlink(join(folder, 'elsewhere'), join(root, 'link'));
  await symlink(root, join(root, 'deep', 'circle'));
  const store = await storeOf(root);
  expect(only(store).name).toBe('one');
  const gone: string[] = [];
  store.on('gone', (id) => gone.push(id));
  await (await writeSession(join(folder, 'elsewhere', 'two'), '20260103_030400')).write(1, 1);
  await store.look(true);
  expect(store.summaries.map(({ name }) => name)).toEqual(['link/two', 'deep/er/one']);
  const { id } = store.summaries[1]!;
  await rm(join(root, 'deep', 'er', 'one'), { recursive: true });
  await store.look(true);
  expect(only(store).name).toBe('two');
  expect(gone).toEqual([id]);
  await rm(join(root), { recursive: true });
  await store.look(true);
  expect(store.notices.join()).toContain('found');
});

test('a session, its vis_data, and a lone scalars.json are runs, too', async () => {
  const session = await writeSession(join(folder, 'named'), '20260102_030400');
  await session.write(1, 2);
  await (await writeSession(join(folder, 'named'), '20260102_040400')).write(1, 2);
  expect(only(await storeOf(session.dir)).sessions[0]!.name).toBe('20260102_030400');
  expect(only(await storeOf(join(session.dir, 'vis_data'))).sessions[0]!.name).toBe('20260102_030400');
  const lone = join(folder, 'lone');
  await mkdir(lone);
  await writeFile(join(lone, 'scalars.json'), '{"lr": 1, "loss": NaN, "iter": 1, "step": 1}\n');
  expect(only(await storeOf(lone))).toMatchObject({ name: 'lone', started: null, rows: { train: 1, val: 0 } });
});

test('lines that cannot be read are left out and told of', async () => {
  const workDir = join(folder, 'broken');
  const session = await writeSession(workDir, '20260102_030400');
  await session.write(1, 1);
  await appendFile(session.scalars, 'lr = 3\n[1]\n');
  await session.write(2, 2);
  const { rows, problems } = only(await storeOf(workDir));
  expect(rows.train).toBe(2);
  expect(problems).toEqual(['20260102_030400/vis_data/scalars.json:2 and 1 more: no line of scalars; it is left out']);
});

test('a run that has done all is finished, and one that has long been silent was stopped', async () => {
  const workDir = join(folder, 'ends');
  await (await writeSession(workDir, '20260102_030400', { maxEpochs: 1 })).write(1, 10);
  await (await writeSession(workDir, '20260102_040400', { maxEpochs: 2 })).write(1, 9);
  for (const name of ['20260102_030400', '20260102_040400']) {
    for (const file of [`${name}.log`, 'vis_data/scalars.json']) {
      await utimes(join(workDir, name, file), new Date(), new Date(Date.now() - 120_000));
    }
  }
  const { summaries } = await storeOf(workDir);
  expect(summaries.map(({ status }) => status)).toEqual(['stopped', 'finished']);
});

test('checkpoints go to the run whose log tells of them', async () => {
  const workDir = join(folder, 'saved');
  await (await writeSession(workDir, '20260102_030400')).write(1, 30);
  await (await writeSession(workDir, '20260102_040400')).write(1, 10);
  for (const name of ['best_acc_top1_epoch_3.pth', 'epoch_3.pth', 'epoch_1.pth', 'mine.pth', '.epoch_2.pth.tmp']) {
    await writeFile(join(workDir, name), 'weights');
  }
  await writeFile(join(workDir, 'last_checkpoint'), join(workDir, 'epoch_1.pth'));
  const store = await storeOf(workDir);
  const [first, second] = store.runsIn(workDir);
  const all = store.runsIn(workDir);
  expect((await checkpointsOf(first!, all)).map(({ name }) => name)).toEqual([
    'best_acc_top1_epoch_3.pth',
    'epoch_3.pth',
  ]);
  expect((await checkpointsOf(first!, all))[0]).toMatchObject({
    file: join(workDir, 'best_acc_top1_epoch_3.pth'),
    kind: 'best',
    metric: 'acc/top1',
    score: 0.03,
    unit: 'epoch',
    step: 3,
    size: 7,
    isLast: false,
  });
  const others = await checkpointsOf(second!, all);
  expect(others.map(({ name, isLast, step }) => [name, isLast, step]).sort()).toEqual([
    ['epoch_1.pth', true, 1],
    ['mine.pth', false, null],
  ]);
});

test('the files are those of MMEngine, too', async () => {
  const store = await storeOf(fileURLToPath(new URL('../fixtures/mmengine', import.meta.url)));
  const summary = only(store);
  expect(summary).toMatchObject({
    name: 'mmengine',
    epoch: 3,
    maxEpochs: 3,
    iteration: 24,
    iterationsPerEpoch: 8,
    eta: '0:00:00',
    metrics: { 'acc/top1': { best: 0.5, step: 1, last: 0.5 } },
    rows: { train: 24, val: 3 },
    problems: [],
  });
  const { train, newest } = store.run(summary.id)!;
  expect(train.times.at(-1)! - train.times[0]!).toBe(46);
  expect([...newest.facts.best]).toEqual([
    ['best_acc_top1_epoch_1.pth', { metric: 'acc/top1', score: 0.5, step: 1, unit: 'epoch' }],
  ]);
});
