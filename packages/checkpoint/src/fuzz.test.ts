import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCheckpoint } from './checkpoint.js';
import { CheckpointError } from './errors.js';
import { ByteSource } from './files/byte-source.js';
import { loadTensors } from './load-tensors.js';
import { EndOfPickle } from './pickle/cursor.js';
import { unpickle } from './pickle/unpickle.js';
import type { StorageReader } from './pth/storage.js';
import { storageOfId, torchGlobals } from './pth/torch-globals.js';
import { ZipArchive } from './pth/zip-archive.js';
import { fixture } from './testing/fixture.js';
import { mutate, randomSource } from './testing/mutate.js';

const files = [
  'state_dict.pth',
  'state_dict_legacy.pth',
  'mmengine_runner_epoch_2.pth',
  'values_protocol5.pth',
  'values_legacy.pth',
  'small.safetensors',
];

test('a damaged file is read or refused with a CheckpointError, nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mma-fuzz-'));
  const file = join(folder, 'damaged');
  const random = randomSource(1);
  let refused = 0;
  for (const name of files) {
    const bytes = await readFile(fixture(name));
    for (let round = 0; round < 200; round++) {
      await writeFile(file, mutate(bytes, random));
      const outcome = await readAll(file);
      if (outcome !== undefined) expect(outcome, `${name}, round ${round}`).toBeInstanceOf(CheckpointError);
      refused += outcome === undefined ? 0 : 1;
    }
  }
  await rm(folder, { recursive: true });
  expect(refused).toBeGreaterThan(files.length * 100);
});

test('a damaged pickle behind valid checksums is read or refused', async () => {
  const reader: StorageReader = { fileBytes: 10_000, bigEndian: false, read: async () => new Uint8Array() };
  const random = randomSource(2);
  for (const name of [
    'state_dict.pth',
    'mmengine_runner_epoch_2.pth',
    'values_protocol2.pth',
    'values_protocol5.pth',
  ]) {
    const pickle = await pickleOf(fixture(name));
    for (let round = 0; round < 1000; round++) {
      const persistentLoad = (id: Parameters<typeof storageOfId>[0]) => storageOfId(id).part;
      try {
        unpickle(mutate(pickle, random), { globals: torchGlobals(reader), persistentLoad });
      } catch (error) {
        const known = error instanceof CheckpointError || error instanceof EndOfPickle;
        if (!known) expect.fail(`${name}, round ${round}: ${(error as Error).stack}`);
      }
    }
  }
});

async function readAll(file: string): Promise<unknown> {
  try {
    await using checkpoint = await readCheckpoint(file);
    await loadTensors(checkpoint);
    return undefined;
  } catch (error) {
    return error;
  }
}

async function pickleOf(file: string): Promise<Uint8Array> {
  await using source = await ByteSource.open(file);
  const archive = await ZipArchive.open(source);
  const name = [...archive.entries.keys()].find((entry) => entry.endsWith('/data.pkl'));
  return await archive.read(name ?? '');
}
