import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { registerToys } from '../../../fixtures/data/toys.mjs';
import { EngineError } from '../../errors.js';
import { DATASETS } from '../../registry/roots.js';
import { BaseDataset } from '../base-dataset.js';
import { DataLoader } from '../data-loader.js';

const modules = [new URL('../../../fixtures/data/register-toys.mjs', import.meta.url).href];
const cores = availableParallelism();
let loader: DataLoader;

beforeAll(() => registerToys({ BaseDataset, DATASETS, EngineError }));
afterEach(() => loader.close());

/** The threads that made samples of 50 ms, in the order of the samples. */
async function threadsOf(size: number): Promise<unknown[]> {
  const trouble = Object.fromEntries(Array.from({ length: size }, (_, index) => [index, 'slow']));
  loader = await DataLoader.fromConfig(
    { dataset: { type: 'ToyDataset', size, trouble }, batch_size: 1, num_workers: cores + 2, prefetch_factor: 1 },
    { seed: 7, modules },
  );
  const threads: unknown[] = [];
  for await (const { dataSamples } of loader.iterate({ epoch: 0 })) threads.push(dataSamples[0]!.metainfo['threadId']);
  return threads;
}

it('begins with no more workers than processors, and adds the others while batches are waited for', async () => {
  const threads = await threadsOf(30 * (cores + 2));
  expect(new Set(threads.slice(0, cores + 2)).size).toBeLessThanOrEqual(cores);
  expect(new Set(threads).size).toBe(cores + 2);
});

it('is there before the first batch where it was warmed up', async () => {
  loader = await DataLoader.fromConfig(
    { dataset: { type: 'ToyDataset', size: 2 }, batch_size: 1, num_workers: 1 },
    { seed: 7, modules },
  );
  const started = once(process, 'worker');
  loader.warmUp();
  await started;
  let batches = 0;
  for await (const { inputs } of loader.iterate({ epoch: 0 })) batches += inputs.length;
  expect(batches).toBe(2);
});
