import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registerToys } from '../../../fixtures/data/toys.mjs';
import { BaseDataset, type Batch, checkOptions, DATASETS, DataLoader, EngineError } from '../../index.js';
import { evalLoaderOptions } from '../data-loader-options.js';
import type { BrokenPass } from './broken-samples.js';

const modules = [new URL('../../../fixtures/data/register-toys.mjs', import.meta.url).href];
const loaders: DataLoader[] = [];

beforeAll(() => registerToys({ BaseDataset, DATASETS, EngineError }));
afterEach(() => Promise.all(loaders.splice(0).map((loader) => loader.close())));

async function open(trouble: Record<number, string>, config: Record<string, unknown> = {}): Promise<DataLoader> {
  const loader = await DataLoader.fromConfig(
    { dataset: { type: 'ToyDataset', size: 20, rare: 10, trouble }, batch_size: 4, on_error: 'skip', ...config },
    { seed: 7, modules, workerHeapMb: 64 },
  );
  loaders.push(loader);
  return loader;
}

async function collect(loader: DataLoader, epoch = 0, startBatch = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.iterate({ epoch, startBatch })) batches.push(batch);
  return batches;
}

const indicesOf = (batches: readonly Batch[]) =>
  batches.flatMap((batch) => batch.dataSamples.map(({ metainfo }) => metainfo['index']));
const bytesOf = (batches: readonly Batch[]) => batches.map((batch) => batch.inputs.map(({ data }) => [...data]));

describe('skip', () => {
  const two = { 5: 'throw', 13: 'throw-plain' };

  it('puts other samples in the place of broken ones, the same for any number of workers', async () => {
    const alone = await collect(await open(two));
    const order = indicesOf(alone);
    expect(order).toHaveLength(20);
    expect(order.filter((index, at) => index !== at)).toHaveLength(2);
    expect(order).not.toContain(5);
    for (const num_workers of [1, 2])
      expect(bytesOf(await collect(await open(two, { num_workers })))).toEqual(bytesOf(alone));
  });

  it('is the same after resuming, and another draw in another epoch', async () => {
    const whole = await collect(await open(two));
    expect(bytesOf(await collect(await open(two), 0, 3))).toEqual(bytesOf(whole.slice(3)));
    const places = await Promise.all(
      [0, 1, 2, 3].map(async (epoch) => indicesOf(await collect(await open(two), epoch))[5]),
    );
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('draws on when the one drawn is broken too', async () => {
    const most = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, 'throw']));
    const loader = await open(most, { on_error: { policy: 'skip', max_share: 1 }, num_batch_per_epoch: 1 });
    expect(Math.min(...(indicesOf(await collect(loader)) as number[]))).toBeGreaterThanOrEqual(10);
  });

  it('gives up after twenty draws', async () => {
    const all = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, 'throw']));
    await expect(collect(await open(all, { on_error: { policy: 'skip', max_share: 1 } }))).rejects.toMatchObject({
      code: 'MMA_DATA_TOO_MANY_BROKEN',
      message: expect.stringMatching(/^sample 0 \(toy_0.bin\): the file is broken; none of 20 samples/),
      hint: 'make it anew',
    });
  });

  it('gives a substitute other randomness than it has in its own place', async () => {
    const batches = await collect(await open(two, { sampler: { type: 'DefaultSampler', shuffle: false } }));
    const order = indicesOf(batches) as number[];
    const bytes = bytesOf(batches).flat();
    const substitute = order[5]!;
    expect(order[substitute]).toBe(substitute);
    expect(bytes[5]![0]).toBe(bytes[substitute]![0]);
    expect(bytes[5]).not.toEqual(bytes[substitute]);
  });

  it('names and counts what was broken, and tells it as it happens', async () => {
    const loader = await open(two);
    const told: string[] = [];
    const passes: BrokenPass[] = [];
    loader.watch({
      broken: ({ sample, times }) => told.push(`${sample} ${times}`),
      passWithBroken: (pass) => passes.push(pass),
    });
    await collect(loader, 0);
    await collect(loader, 1);
    expect(told).toEqual([
      'sample 5 (toy_5.bin) 1',
      'sample 13 (toy_13.bin) 1',
      'sample 5 (toy_5.bin) 2',
      'sample 13 (toy_13.bin) 2',
    ]);
    expect(passes).toEqual([
      { epoch: 0, samples: 20, broken: 2 },
      { epoch: 1, samples: 20, broken: 2 },
    ]);
    expect(loader.brokenSamples).toEqual([
      expect.objectContaining({
        index: 5,
        file: 'toy_5.bin',
        labels: [1],
        code: 'MMA_TOY_BROKEN',
        cause: 'the file is broken',
        times: 2,
      }),
      expect.objectContaining({ index: 13, labels: [0], code: 'MMA_DATA_SAMPLE_FAILED', times: 2 }),
    ]);
  });

  it.each([0, 2])(
    'ends an epoch in which more than max_share is broken, naming the causes (%i workers)',
    async (num_workers) => {
      const loader = await open({ ...two, 2: 'throw' }, { num_workers });
      await expect(collect(loader)).rejects.toMatchObject({
        code: 'MMA_DATA_TOO_MANY_BROKEN',
        message: expect.stringMatching(
          /^3 of the 20 samples of epoch 1 .*\n {2}MMA_TOY_BROKEN, 2 ×, such as sample 2 \(toy_2.bin\): the file is broken\n {2}MMA_DATA_SAMPLE_FAILED, 1 ×/,
        ),
      });
      expect(
        await collect(await open({ ...two, 2: 'throw' }, { on_error: { policy: 'skip', max_share: 0.15 } })),
      ).toHaveLength(5);
    },
  );

  it('is refused where predictions must belong to their samples', () => {
    const config = { dataset: { type: 'ToyDataset', size: 4 }, on_error: 'skip' };
    expect(checkOptions(evalLoaderOptions, config, { path: 'test_dataloader' })).toEqual([
      expect.objectContaining({
        path: 'test_dataloader.on_error',
        message: expect.stringContaining("use 'placeholder'"),
      }),
    ]);
    expect(checkOptions(evalLoaderOptions, { ...config, on_error: { policy: 'placeholder' } })).toEqual([]);
  });
});

describe('placeholder', () => {
  it.each([0, 2])(
    'keeps every sample in its place, zeros with its label for a broken one (%i workers)',
    async (num_workers) => {
      const batches = await collect(await open({ 0: 'throw' }, { on_error: 'placeholder', num_workers }));
      const [first, second] = batches[0]!.dataSamples;
      expect(batches[0]!.inputs[0]).toEqual({ data: new Uint8Array(16), shape: [16] });
      expect(first).toEqual({ metainfo: { broken: 'sample 0 (toy_0.bin): the file is broken' }, gtLabel: [1] });
      expect(second!.metainfo['index']).toBe(1);
      expect(indicesOf(batches).slice(1)).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
    },
  );
});

describe('a worker', () => {
  it.each([
    ['hangs', 'hang', 'MMA_DATA_TIMEOUT', 'not made within 0.5 s'],
    ['never comes back from a loop', 'spin', 'MMA_DATA_TIMEOUT', 'not made within 0.5 s'],
    ['runs out of memory', 'out-of-memory', 'MMA_DATA_WORKER_DIED', 'memory limit'],
    ['dies of a stray error', 'stray-error', 'MMA_DATA_WORKER_DIED', 'a stray callback failed'],
    ['exits', 'exit', 'MMA_DATA_WORKER_DIED', 'it exited'],
  ])('that %s is replaced, its sample counted as broken, all others made', async (_, trouble, code, cause) => {
    const loader = await open({ 3: trouble }, { num_workers: 2, timeout: trouble === 'out-of-memory' ? 30 : 0.5 });
    const order = indicesOf(await collect(loader));
    expect(order.filter((index, at) => index !== at)).toHaveLength(1);
    expect(loader.brokenSamples).toEqual([
      expect.objectContaining({ index: 3, code, cause: expect.stringContaining(cause), times: 1 }),
    ]);
  });
});
