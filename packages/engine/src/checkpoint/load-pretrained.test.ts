import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { Linear, type LoadableTensor, type LoadReport, Module } from '@mma/nn';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

afterAll(() => rm(folder, { recursive: true }));

async function weightsFile(name: string, value: number): Promise<string> {
  const file = join(folder, name);
  const tensor = (shape: number[]) => ({ dtype: 'float32' as const, shape, data: Float32Array.of(value) });
  await writeCheckpoint(file, { 'fc.weight': tensor([1, 1]), 'fc.bias': tensor([1]) });
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

it('says that an address is to be downloaded, and how to do without', async () => {
  const model = new Whole(new Trunk('torchvision://resnet50'));
  await expect(loadPretrained(model, logger)).rejects.toMatchObject({
    code: 'MMA_CHECKPOINT_REMOTE',
    hint: expect.stringContaining('pretrained=None'),
  });
});
