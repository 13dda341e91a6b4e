import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-registry-'));
  await writeFile(
    join(folder, 'own.ts'),
    `import { Hook, HOOKS } from '@mma/engine';
import { z } from 'zod';

@HOOKS.register({ scope: 'own' })
export class BellHook extends Hook {
  static readonly options = z.strictObject({ timesRung: z.int().min(1).default(2).describe('how often') }).describe('rings a bell');
}
`,
  );
  // What a project of its own has: the packages, where its modules find them.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(import.meta.dirname, '..', '..', '..', '..', 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('mma registry list', () => {
  test('shows a type with its options, defaults and descriptions', async () => {
    const { stdout, code } = await mmaHere(folder, ['registry', 'list', 'mmaction.SampleFrames']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^transform\n {2}SampleFrames/);
    expect(stdout).toMatch(/clip_len +integer > 0 +required +frames in a clip/);
    expect(stdout).toMatch(/num_clips +integer > 0 += 1 /);
    expect(stdout).toMatch(/out_of_bound_opt +"loop" \| "repeat_last" += "loop" /);
  });

  test('shows a kind, as people say it', async () => {
    for (const name of ['loss', 'losses', 'LOSSES']) {
      const { stdout } = await mmaHere(folder, ['registry', 'list', name, '--brief']);
      expect(stdout).toMatch(/^loss\n/);
      expect(stdout).toMatch(/^ {2}CrossEntropyLoss\b/m);
    }
    expect((await mmaHere(folder, ['registry', 'list', 'param_schedulers', '--brief'])).stdout).toContain('LinearLR');
  });

  test('shows everything there is, for programs too', async () => {
    const { stdout } = await mmaHere(folder, ['registry', 'list', '--json']);
    const all = JSON.parse(stdout) as { kind: string; type: string; options: { name: string }[] }[];
    const kinds = new Set(all.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['hook', 'optimizer', 'transform', 'metric', 'backbone', 'head']),
    );
    expect(all.find(({ type }) => type === 'ResNet')?.options.map(({ name }) => name)).toContain('frozen_stages');
  });

  test('shows what modules of one’s own register', async () => {
    const given = await mmaHere(folder, ['registry', 'list', 'own.BellHook', '--import', './own.ts']);
    expect(given.stdout).toMatch(/own\.BellHook {2}rings a bell\n {6}times_rung {2}integer ≥ 1 {2}= 2 {2}how often/);
    await writeFile(join(folder, 'mma.config.json'), '{ "modules": ["./own.ts"] }');
    expect((await mmaHere(folder, ['registry', 'list', 'hook', '--brief'])).stdout).toContain('own.BellHook');
  });

  test('knows what a mistyped name meant', async () => {
    const { code, stderr } = await mmaHere(folder, ['registry', 'list', 'ResNett']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/named ResNett\nhint: +Did you mean ResNet\?/);
  });
});
