import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registerToys } from '../../fixtures/data/toys.mjs';
import { EngineError } from '../errors.js';
import '../index.js';
import { DATASETS } from '../registry/roots.js';
import type { Batch } from '../structures/batch.js';
import { BaseDataset } from './base-dataset.js';
import { DataLoader, type IterateOptions } from './data-loader.js';
import { SampleError } from './sample-error.js';

const modules = [new URL('../../fixtures/data/register-toys.mjs', import.meta.url).href];
const loaders: DataLoader[] = [];
let scratch: string;

beforeAll(async () => {
  registerToys({ BaseDataset, DATASETS, EngineError });
  scratch = await mkdtemp(join(tmpdir(), 'loader-'));
});

afterEach(() => Promise.all(loaders.splice(0).map((loader) => loader.close())));
afterAll(() => rm(scratch, { recursive: true }));

async function open(dataset: Record<string, unknown>, config: Record<string, unknown> = {}): Promise<DataLoader> {
  const loader = await DataLoader.fromConfig(
    { dataset: { type: 'ToyDataset', size: 10, ...dataset }, batch_size: 4, ...config },
    { seed: 7, modules },
    { path: 'train_dataloader' },
  );
  loaders.push(loader);
  return loader;
}

async function collect(loader: DataLoader, options: IterateOptions = { epoch: 0 }): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.iterate(options)) batches.push(batch);
  return batches;
}

function indicesOf(batches: readonly Batch[]): number[][] {
  return batches.map((batch) => batch.dataSamples.map((sample) => sample.gtLabel![0]!));
}

function bytesOf(batches: readonly Batch[]): number[][] {
  return batches.flatMap((batch) => batch.inputs.map((input) => [...input.data]));
}

describe('batches', () => {
  it.each([0, 2])('come in the sampler order, the last one shorter (%i workers)', async (num_workers) => {
    const loader = await open({ trouble: { 0: 'slow', 3: 'slow', 4: 'slow' } }, { num_workers });
    expect(loader.length).toBe(3);
    expect(indicesOf(await collect(loader))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('are the same to the byte for any number of workers, and differ by epoch', async () => {
    const config = { sampler: { type: 'DefaultSampler', shuffle: true }, persistent_workers: true };
    const reference = await open({}, config);
    const first = await collect(reference, { epoch: 0 });
    const second = await collect(reference, { epoch: 1 });
    expect(indicesOf(first)).not.toEqual(indicesOf(second));
    expect(bytesOf(first).flat()).not.toEqual(bytesOf(second).flat());
    for (const num_workers of [1, 2, 4]) {
      const loader = await open({}, { ...config, num_workers });
      expect(bytesOf(await collect(loader, { epoch: 0 }))).toEqual(bytesOf(first));
      expect(bytesOf(await collect(loader, { epoch: 1 }))).toEqual(bytesOf(second));
    }
  });

  it('are made by workers, not by the main thread', async () => {
    const batches = await collect(await open({}, { num_workers: 2 }));
    const threads = new Set(batches.flatMap((batch) => batch.dataSamples.map((sample) => sample.metainfo['threadId'])));
    expect(threads.size).toBeGreaterThan(0);
    expect(threads).not.toContain(0);
  });

  it('hold every repetition of a sample with repeat_pseudo_collate', async () => {
    for (const num_workers of [0, 2]) {
      const loader = await open(
        { size: 4, repeats: 2 },
        { num_workers, batch_size: 2, collate_fn: { type: 'repeat_pseudo_collate' } },
      );
      const batches = await collect(loader);
      expect(indicesOf(batches)).toEqual([
        [0, 0, 1, 1],
        [2, 2, 3, 3],
      ]);
      const [first, second] = bytesOf(batches);
      expect(first).not.toEqual(second);
    }
  });

  it('show every class equally often when the sampler balances', async () => {
    const loader = await open(
      { size: 100, rare: 10 },
      { batch_size: 100, sampler: { type: 'DefaultSampler', class_balanced: true } },
    );
    const drawn = indicesOf(await collect(loader)).flat();
    expect(drawn.filter((index) => index < 10)).toHaveLength(50);
  });

  it('are left out when not full, or beyond a limit', async () => {
    expect((await open({}, { drop_last: true })).length).toBe(2);
    expect(await collect(await open({}, { num_batch_per_epoch: 1 }))).toHaveLength(1);
  });

  it('before the start are not made', async () => {
    const countFile = join(scratch, 'made-from-start');
    const loader = await open({ count_file: countFile }, { num_workers: 1 });
    expect(indicesOf(await collect(loader, { epoch: 0, startBatch: 2 }))).toEqual([[8, 9]]);
    expect((await readFile(countFile, 'utf8')).trim().split('\n')).toEqual(['8', '9']);
  });

  it('are made ahead, but no further than the prefetch factor allows', async () => {
    const countFile = join(scratch, 'made-ahead');
    const loader = await open(
      { size: 100, count_file: countFile },
      { batch_size: 1, num_workers: 2, prefetch_factor: 3, persistent_workers: true },
    );
    const batches = loader.iterate({ epoch: 0 });
    await batches.next();
    await expect
      .poll(async () => (await readFile(countFile, 'utf8')).trim().split('\n').length, { timeout: 20_000 })
      .toBe(6);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await readFile(countFile, 'utf8')).trim().split('\n')).toHaveLength(6);
    await batches.return();
  });
});

it('keep memory flat over thousands of samples', async () => {
  const loader = await open({ size: 800, bytes: 1_000_000 }, { num_workers: 2, persistent_workers: true });
  // Kept samples would be 800 MB; when memory that is free goes back to the system is not ours to say.
  let settled = 0;
  for (let epoch = 0; epoch < 2; epoch++) {
    for await (const batch of loader.iterate({ epoch })) expect(batch.inputs[0]!.data).toHaveLength(1_000_000);
    if (epoch === 0) settled = process.memoryUsage().rss;
  }
  expect((process.memoryUsage().rss - settled) / 2 ** 20).toBeLessThan(250);
});

describe('a pass that is begun before it is asked for', () => {
  const config = { num_workers: 2, prefetch_factor: 1, persistent_workers: true };
  const made = async (file: string): Promise<string[]> =>
    (await readFile(file, 'utf8').catch(() => '')).match(/\d+/g) ?? [];

  it('is the same to the byte, and makes each sample once', async () => {
    const countFile = join(scratch, 'begun');
    const loader = await open({ size: 20, count_file: countFile }, config);
    loader.prefetch({ epoch: 1, startBatch: 1 });
    loader.prefetch({ epoch: 1, startBatch: 1 });
    await expect.poll(() => made(countFile), { timeout: 20_000 }).toHaveLength(8);
    const batches = await collect(loader, { epoch: 1, startBatch: 1 });
    expect((await made(countFile)).map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 16 }, (_, i) => i + 4),
    );
    expect(bytesOf(batches)).toEqual(bytesOf(await collect(await open({ size: 20 }), { epoch: 1, startBatch: 1 })));
  });

  it('gives way to another pass', async () => {
    const countFile = join(scratch, 'given-way');
    const slow = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, 'slow']));
    const loader = await open({ count_file: countFile, trouble: slow }, { ...config, prefetch_factor: 8 });
    loader.prefetch({ epoch: 1 });
    await expect.poll(async () => (await made(countFile)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(bytesOf(await collect(loader))).toEqual(bytesOf(await collect(await open({}))));
    expect((await made(countFile)).length).toBeLessThan(20);
  });

  it('says in its turn what went wrong in it', async () => {
    const countFile = join(scratch, 'begun-broken');
    const loader = await open({ count_file: countFile, trouble: { 5: 'throw' } }, config);
    loader.prefetch({ epoch: 0 });
    await expect.poll(() => made(countFile), { timeout: 20_000 }).toHaveLength(8);
    const batches = loader.iterate({ epoch: 0 });
    expect((await batches.next()).done).toBe(false);
    await expect(batches.next()).rejects.toMatchObject({ code: 'MMA_TOY_BROKEN', index: 5 });
  });

  it('waits to be asked for without workers, without workers that stay, and while another pass goes on', async () => {
    const counts = ['no-workers', 'leaving', 'busy'].map((name) => join(scratch, name));
    const alone = await open({ count_file: counts[0] }, { ...config, num_workers: 0 });
    const leaving = await open({ count_file: counts[1] }, { ...config, persistent_workers: false });
    for (const loader of [alone, leaving]) loader.prefetch({ epoch: 0 });
    const busy = await open({ count_file: counts[2] }, { ...config, num_workers: 1 });
    const former = busy.iterate({ epoch: 0, startBatch: 2 });
    await former.next();
    busy.prefetch({ epoch: 1 });
    await former.return();
    expect(indicesOf(await collect(busy, { epoch: 0, startBatch: 2 }))).toEqual([[8, 9]]);
    expect(await Promise.all(counts.map(made))).toEqual([[], [], ['8', '9', '8', '9']]);
  });
});

describe('leaving early', () => {
  it('drops what was not begun, and the next epoch is whole', async () => {
    const countFile = join(scratch, 'left-early');
    const loader = await open(
      {
        size: 40,
        count_file: countFile,
        trouble: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, 'slow'])),
      },
      { num_workers: 2, prefetch_factor: 8, persistent_workers: true },
    );
    for await (const batch of loader.iterate({ epoch: 0 })) {
      expect(batch.inputs).toHaveLength(4);
      break;
    }
    const batches = await collect(loader, { epoch: 1, startBatch: 8 });
    expect(indicesOf(batches)).toEqual([
      [32, 33, 34, 35],
      [36, 37, 38, 39],
    ]);
    const made = (await readFile(countFile, 'utf8')).trim().split('\n').length;
    expect(made).toBeLessThan(40);
  });

  it('lets a program end that forgets to close the loader', async () => {
    const program = `
      import { DataLoader } from '@mma/engine';
      import ${JSON.stringify(modules[0])};
      const loader = await DataLoader.fromConfig(
        { dataset: { type: 'ToyDataset', size: 10 }, batch_size: 2, num_workers: 2, persistent_workers: true },
        { modules: ${JSON.stringify(modules)} },
      );
      for await (const batch of loader.iterate({ epoch: 0 })) {
        console.log('a batch');
        break;
      }
    `;
    const run = promisify(execFile);
    const ended = await run(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: import.meta.dirname,
      timeout: 20_000,
    });
    expect(ended.stdout).toBe('a batch\n');
  });
});

describe('what goes wrong', () => {
  it.each([0, 2])(
    'in a sample arrives with code, hint and name of the sample, in its turn (%i workers)',
    async (num_workers) => {
      const loader = await open({ trouble: { 5: 'throw' } }, { num_workers });
      const batches = loader.iterate({ epoch: 0 });
      expect((await batches.next()).done).toBe(false);
      const error = await batches.next().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SampleError);
      expect(error).toMatchObject({
        code: 'MMA_TOY_BROKEN',
        message: 'sample 5 (toy_5.bin): the file is broken',
        hint: 'make it anew',
        index: 5,
      });
      expect(await batches.next()).toEqual({ done: true, value: undefined });
    },
  );

  it.each([0, 1])('by a mistake in code keeps its stack (%i workers)', async (num_workers) => {
    const loader = await open({ trouble: { 1: 'throw-plain' } }, { num_workers });
    const error = (await collect(loader).catch((caught: unknown) => caught)) as SampleError;
    expect(error.code).toBe('MMA_DATA_SAMPLE_FAILED');
    expect(error.message).toBe('sample 1 (toy_1.bin): cannot read x of undefined');
    expect((error.cause as Error).name).toBe('TypeError');
    expect((error.cause as Error).stack).toContain('toys.mjs');
  });

  it('once with a whole worker is mended by another', async () => {
    const config = { num_workers: 2 };
    const marker = join(scratch, 'died-once');
    const batches = await collect(await open({ trouble: { 5: `exit-once:${marker}` } }, config));
    expect(bytesOf(batches)).toEqual(bytesOf(await collect(await open({}))));
    expect(await readFile(marker, 'utf8')).toBe('');
  });

  it('twice with a worker at the same sample is reported', async () => {
    const loader = await open({ trouble: { 5: 'exit' } }, { num_workers: 2 });
    await expect(collect(loader)).rejects.toMatchObject({
      code: 'MMA_DATA_WORKER_DIED',
      message: 'sample 5 (toy_5.bin): the worker thread making it died twice (it exited)',
      index: 5,
    });
  });

  it('at the start of a worker is reported', async () => {
    const failing = await open({ fail_load: true }, { num_workers: 2 });
    await expect(collect(failing)).rejects.toMatchObject({
      code: 'MMA_DATA_WORKER_START',
      message: 'a data worker could not start: the annotations are gone',
    });
    const unregistered = await DataLoader.fromConfig({ dataset: { type: 'ToyDataset', size: 4 }, num_workers: 1 });
    await expect(collect(unregistered)).rejects.toThrow('no dataset is named `ToyDataset`');
  });

  it('with arrays that a dataset keeps is explained', async () => {
    const loader = await open({ size: 2, trouble: { 0: 'reuse', 1: 'reuse' } }, { num_workers: 1 });
    await expect(collect(loader)).rejects.toMatchObject({
      code: 'MMA_DATA_SHAPE',
      hint: 'a dataset must make new arrays for each sample, not keep and reuse them',
    });
  });

  it('in the config is one error with key paths', async () => {
    await expect(
      open(
        { sizes: 3 },
        {
          batchsize: 4,
          num_workers: -1,
          worker_init_fn: { type: 'seed' },
          sampler: { type: 'DefaultSample' },
          collate_fn: { type: 'stack' },
        },
      ),
    ).rejects.toMatchObject({
      code: 'MMA_REGISTRY_INVALID_CONFIG',
      issues: expect.arrayContaining([
        expect.objectContaining({ path: 'train_dataloader.dataset.sizes', suggestion: 'size' }),
        expect.objectContaining({ path: 'train_dataloader.batchsize', suggestion: 'batch_size' }),
        expect.objectContaining({ path: 'train_dataloader.num_workers' }),
        expect.objectContaining({ path: 'train_dataloader.sampler.type', suggestion: 'DefaultSampler' }),
        expect.objectContaining({ path: 'train_dataloader.collate_fn.type' }),
        expect.objectContaining({
          path: 'train_dataloader.worker_init_fn',
          message: expect.stringContaining('need no seeding'),
        }),
      ]),
    });
  });

  it('with an empty dataset, or one too small, is said at once', async () => {
    await expect(open({ size: 0 })).rejects.toMatchObject({
      code: 'MMA_DATA_EMPTY',
      hint: 'look at its annotation file',
    });
    await expect(open({ size: 3 }, { drop_last: true })).rejects.toThrow('3 samples, not enough for one batch of 4');
  });

  it('with an instance for several threads is said at once', () => {
    const dataset = DATASETS.build({ type: 'ToyDataset', size: 4 });
    expect(() => new DataLoader({ dataset, numWorkers: 1 })).toThrow(/num_workers is 1/);
    expect(new DataLoader({ dataset }).dataset).toBe(dataset);
  });

  it('when two loops share a loader is said at once', async () => {
    const loader = await open({});
    const first = loader.iterate({ epoch: 0 });
    await first.next();
    await expect(loader.iterate({ epoch: 0 }).next()).rejects.toMatchObject({ code: 'MMA_DATA_BUSY' });
    await first.return();
    expect(await collect(loader)).toHaveLength(3);
  });
});
