import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-example-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a program draws a run as it likes, from events alone', async () => {
  const config = path('../../toy-regression/sine.ts');
  const { stdout } = await run(process.execPath, [path('./train.ts'), config, folder]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe(`train in ${folder}, seed 0`);
  expect(lines.at(-1)).toBe('train completed');
  const epochs = lines.filter((line) => line.startsWith('epoch'));
  expect(epochs).toHaveLength(20);
  expect(epochs[0]).toMatch(/^epoch {3}1 {2}[▁▂▃▄▅▆▇█]{8} {2}loss \d\.\d{4}$/);
  expect(lines.filter((line) => line.includes('mae 0.'))).toHaveLength(4);
  expect(stdout).toContain('best mae so far');
});
