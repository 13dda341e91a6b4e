import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLabels } from './labels.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function labelsOf(text: string, classes: number): Promise<string[]> {
  const file = join(folder, 'labels.txt');
  await writeFile(file, text);
  return readLabels(file, classes);
}

test('one name a line; empty lines at the end and Windows’ line ends do not count', async () => {
  expect(await labelsOf('jumping jack\r\nclapping\r\n\r\n', 2)).toEqual(['jumping jack', 'clapping']);
});

test('numbered lines lose their numbers; a name that begins with a number keeps it', async () => {
  expect(await labelsOf('0 wave\n1\tclap\n', 2)).toEqual(['wave', 'clap']);
  expect(await labelsOf('100 metre run\nclap\n', 2)).toEqual(['100 metre run', 'clap']);
});

test('a file that is not there, or fits another model, is an error', async () => {
  await expect(labelsOf('one\n', 2)).rejects.toThrow(/names 1 classes, the model has 2/);
  await expect(readLabels(join(folder, 'none.txt'), 2)).rejects.toMatchObject({ code: 'MMA_CLI_INPUT' });
});
