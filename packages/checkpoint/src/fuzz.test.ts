import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CheckpointError } from './errors.js';
import { ByteSource } from './files/byte-source.js';
import { EndOfPickle } from './pickle/cursor.js';
import { unpickle } from './pickle/unpickle.js';
import type { StorageReader } from './pth/storage.js';
import { storageOfId, torchGlobals } from './pth/torch-globals.js';
import { ZipArchive } from './pth/zip-archive.js';
import { fixture } from './testing/fixture.js';
import { temporaryFolder } from './testing/folder.js';
import { fuzzedFixtures, readDamaged } from './testing/fuzz.js';
import { mutate, randomSource } from './testing/mutate.js';

test('a damaged file is read or refused with a CheckpointError, nothing else', async () => {
  const file = join(await temporaryFolder(), 'damaged');
  const random = randomSource(1);
  const outcomes: string[] = [];
  for (const name of fuzzedFixtures) {
    const bytes = await readFile(fixture(name));
    for (let round = 0; round < 200; round++) {
      await writeFile(file, mutate(bytes, random));
      outcomes.push(await readDamaged(file));
    }
  }
  expect(outcomes.filter((outcome) => outcome === 'refused').length).toBeGreaterThan(outcomes.length / 2);
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

async function pickleOf(file: string): Promise<Uint8Array> {
  await using source = await ByteSource.open(file);
  const archive = await ZipArchive.open(source);
  const name = [...archive.entries.keys()].find((entry) => entry.endsWith('/data.pkl'));
  return await archive.read(name ?? '');
}
