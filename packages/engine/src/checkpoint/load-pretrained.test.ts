import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { Linear, type LoadableTensor, type LoadReport, Module } from '@mma/nn';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Logger } from '../logging/logger.js';
import { loadPretrained, type Pretrained } from './load-pretrained.js';

class Trunk extends Module implements Pretrained {
  readonly fc = new Linear(1, 1);

  constructor(readonly pretrained: string | null) {
    super();
  }

  loadPretrained(state: ReadonlyMap<string, LoadableTensor>): LoadReport {
    return this.loadStateDict(state, { strict: false });
  }
}

class Whole extends Module {
  readonly head = new Linear(1, 1);

  constructor(readonly trunk: Trunk) {
    super();
  }
}

let folder: string;
const lines: string[] = [];
const logger = new Logger({ sinks: [({ message }) => lines.push(message)] });

beforeAll(async () => {
  await loadBackend();
  folder = await mkdtemp(join(tmpdir(), 'pretrained-'));
});

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true }));

async function weightsFile(name: string, value: number, prefix = ''): Promise<string> {
  const file = join(folder, name);
  const tensor = (shape: number[]) => ({ dtype: 'float32' as const, shape, data: Float32Array.of(value) });
  await writeCheckpoint(file, { [`${prefix}fc.weight`]: tensor([1, 1]), [`${prefix}fc.bias`]: tensor([1]) });
  return file;
}

it('fills the part that names a file, reports it, and leaves the rest to its initialisers', async () => {
  const file = await weightsFile('trunk.pth', 7);
  const model = new Whole(new Trunk(file));
  await loadPretrained(model, logger);
  expect(model.trunk.fc.weight.value.dataSync()[0]).toBe(7);
  expect(model.head.weight.hasValue).toBe(false);
  expect(lines.join('\n')).toContain(`Load checkpoint from ${file}`);
});

it('reads nothing where a checkpoint of the whole model has filled the part', async () => {
  const model = new Whole(new Trunk('gone.pth'));
  model.initWeights(0);
  await expect(loadPretrained(model, logger)).resolves.toBeUndefined();
});

it('takes the part of a larger model that a prefix names', async () => {
  const file = await weightsFile('whole.pth', 3, 'trunk.');
  const trunk = Object.assign(new Trunk(file), { pretrainedPrefix: 'trunk.' });
  await loadPretrained(new Whole(trunk), logger);
  expect(trunk.fc.bias!.value.dataSync()[0]).toBe(3);
  const other = Object.assign(new Trunk(file), { pretrainedPrefix: 'backbone' });
  await expect(loadPretrained(new Whole(other), logger)).rejects.toMatchObject({
    hint: expect.stringContaining('trunk.'),
  });
});

it('downloads an address, and tells the log', async () => {
  const bytes = await readFile(await weightsFile('served.pth', 5));
  const server = createServer((_, response) => void response.end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/trunk.pth`;
  vi.stubEnv('MMA_CACHE_DIR', folder);
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  const model = new Whole(new Trunk(address));
  await loadPretrained(model, logger);
  expect(model.trunk.fc.weight.value.dataSync()[0]).toBe(5);
  expect(lines.join('\n')).toContain(`Downloading ${address} to ${join(folder, 'checkpoints')}`);
  server.close();
  await expect(loadPretrained(new Whole(new Trunk(address)), logger)).resolves.toBeUndefined();
});

it('says where to put a file that cannot be downloaded, and how to do without', async () => {
  vi.stubEnv('MMA_CACHE_DIR', folder);
  const model = new Whole(new Trunk('http://models.invalid/resnet50-0676ba61.pth'));
  await expect(loadPretrained(model, logger)).rejects.toMatchObject({
    code: 'MMA_CHECKPOINT_DOWNLOAD',
    hint: expect.stringMatching(/resnet50-0676ba61\.pth.*pretrained=None/),
  });
});
