import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-example-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a model that is not about videos', () => {
  const errors: number[] = [];

  test.each(['from-config', 'from-objects'])('is trained with the engine alone, %s', async (name) => {
    const workDir = join(folder, name);
    const { stdout } = await run(process.execPath, [program(`./${name}.ts`), workDir]);
    expect(stdout).toContain('Epoch(train) [20][8/8]');
    const { mae } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { mae: number };
    expect(mae).toBeLessThan(0.1);
    errors.push(mae);
    const files = await readdir(workDir);
    expect(files).toEqual(expect.arrayContaining(['epoch_20.pth', 'last_checkpoint']));
    expect(files.some((file) => file.startsWith('best_mae_epoch_'))).toBe(true);
  });

  test('ends at the same numbers either way', () => {
    expect(errors[1]).toBe(errors[0]);
  });

  test('needs no package about videos or actions', async () => {
    const manifest = JSON.parse(await readFile(program('../package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.dependencies)).toEqual(['@mma/engine', '@mma/nn', 'zod']);
  });
});
