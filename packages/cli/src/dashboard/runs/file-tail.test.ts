import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FileTail, type TailChange } from './file-tail.js';

let folder: string;
let file: string;
let tail: FileTail;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-tail-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  file = join(folder, 'a.log');
  await rm(file, { force: true });
  tail = new FileTail(file);
  lines = [];
});

const isWhole = (text: string) => text.endsWith('}');
const read = (options: { isWhole?: (text: string) => boolean } = {}): Promise<TailChange> =>
  tail.read({ onLine: (line) => lines.push(line), ...options }, () => {
    lines = [];
  });

test('gives each line once, as it is written', async () => {
  expect(await read()).toBe('same');
  await writeFile(file, 'one\ntwo\r\n');
  expect(await read()).toBe('more');
  expect(await read()).toBe('same');
  await appendFile(file, 'three\n');
  expect(await read()).toBe('more');
  expect(lines).toEqual(['one', 'two', 'three']);
});

test('waits for the rest of a line, also where it ends in the middle of a letter', async () => {
  const [letter] = [Buffer.from('跑')];
  await writeFile(file, Buffer.concat([Buffer.from('la'), letter.subarray(0, 1)]));
  await read();
  expect(lines).toEqual([]);
  await appendFile(file, Buffer.concat([letter.subarray(1), Buffer.from('\nnext')]));
  await read();
  expect(lines).toEqual(['la跑']);
});

test('takes a last line that is whole without its newline, once', async () => {
  await writeFile(file, '{"a":1}\n{"a":2}');
  await read({ isWhole });
  await appendFile(file, '\n{"a":');
  await read({ isWhole });
  await appendFile(file, '3}\n');
  await read({ isWhole });
  expect(lines.filter(Boolean)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
});

test('begins again with a file that was cut off, replaced, or written anew at greater length', async () => {
  await writeFile(file, 'first\nsecond\n');
  await read();
  await truncate(file, 6);
  expect(await read()).toBe('anew');
  expect(lines).toEqual(['first']);

  await writeFile(join(folder, 'other'), 'first\nother\n');
  await rename(join(folder, 'other'), file);
  expect(await read()).toBe('anew');
  expect(lines).toEqual(['first', 'other']);

  await writeFile(file, 'altogether different, and longer\n');
  expect(await read()).toBe('anew');
  expect(lines).toEqual(['altogether different, and longer']);
});

test('keeps what it has read of a file that is gone', async () => {
  await writeFile(file, 'one\n');
  await read();
  await rm(file);
  expect(await read()).toBe('same');
  expect(lines).toEqual(['one']);
});

test('does not wait for a pipe', async () => {
  execFileSync('mkfifo', [file]);
  expect(await read()).toBe('same');
});

test('passes over a line without an end, and goes on behind it', async () => {
  await writeFile(file, `one\n${'x'.repeat(5 * 2 ** 20)}`);
  await read();
  await appendFile(file, 'yy\ntwo\n');
  await read();
  expect(lines).toEqual(['one', 'two']);
});
