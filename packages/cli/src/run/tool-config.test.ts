import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@mma/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mma } from '../testing/run-mma.js';
import { withToolConfig } from './tool-config.js';

// The user's module lies outside of any package, so it names what it imports by file.
const ENGINE = fileURLToPath(import.meta.resolve('@mma/engine'));
const ZOD = createRequire(ENGINE).resolve('zod');
const TSN = fileURLToPath(
  new URL('../../../../configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts', import.meta.url),
);

let folder: string;
const path = (...parts: string[]) => join(folder, ...parts);
const run = (...args: string[]) => mma(args, { cwd: folder });
const write = (name: string, text: string) => writeFile(path(name), text);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-tool-'));
  await mkdir(path('experiments'));
  await write('experiments/belled.yaml', `_base_: ${TSN}\ncustom_hooks:\n  - type: BellHook\n    rings: 2\n`);
  await write(
    'bell.ts',
    `import { HOOKS, Hook } from '${ENGINE}';
     import { z } from '${ZOD}';
     @HOOKS.register()
     export class BellHook extends Hook {
       static readonly options = z.strictObject({ rings: z.int().max(1) });
     }`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('configs are found by name under its roots, with suggestions', async () => {
  await write('.mmarc', 'configRoots: [experiments]\n');
  expect((await run('config', 'print', 'belled', '--format', 'json')).code).toBe(0);
  const { code, stderr } = await run('config', 'print', 'bellde');
  expect([code, stderr]).toEqual([1, expect.stringContaining('did you mean belled?')]);
});

test('its modules register what configs name', async () => {
  expect((await run('config', 'validate', 'experiments/belled.yaml')).stdout).toContain('no hook is named `BellHook`');
  await write('.mmarc', 'modules: [./bell.ts]\n');
  const { stdout } = await run('config', 'validate', 'experiments/belled.yaml');
  expect(stdout).toContain('`custom_hooks.0.rings` (experiments/belled.yaml:4): too big: expected number to be <=1');
  expect((await run('config', 'schema')).stdout).toContain('"const": "BellHook"');
});

test('options of the command line go before it', async () => {
  await write('.mmarc', 'device: tpu\n');
  const { code, stderr } = await run('train', TSN);
  expect(code).toBe(1);
  expect(stderr).toContain(`${path('.mmarc')}: \`device\`: --device tpu: there is no such device.`);
  const given = await run('train', TSN, '--device', 'cpu', '--cfg-options', 'model.bogus=1');
  expect(given.stderr).toContain('`model.bogus` (--cfg-options): unknown option');
});

test('its mistakes are told with the file and the closest option', async () => {
  await write('.mmarc', 'workdir: x\n');
  const { code, stderr } = await run('config', 'print', TSN);
  expect(code).toBe(1);
  expect(stderr).toContain(`${path('.mmarc')}: there is no option \`workdir\``);
  expect(stderr).toContain('did you mean `workDir`?');
  await rm(path('.mmarc'));
});

test('its cache folder is where transpiled configs go', async () => {
  await write('.mmarc', 'cacheDir: kept\n');
  await mma(['config', 'print', TSN], { cwd: folder, env: { MMA_CACHE_DIR: undefined } });
  expect(existsSync(path('kept', 'transpiled'))).toBe(true);
  await rm(path('.mmarc'));
});

test('what it says for all runs goes into each run’s config, unless that or --cfg-options says otherwise', async () => {
  await write('own.yaml', 'log_level: INFO\ncustom_imports:\n  imports: own.ts\n');
  const tool = { workDir: '/runs', logLevel: 'DEBUG', modules: ['/plugin.ts'] } as const;
  const own = await loadConfig(path('own.yaml'));
  expect(withToolConfig(own, { ...tool, modules: [...tool.modules] }).toJSON()).toEqual({
    work_dir: join('/runs', 'own'),
    log_level: 'DEBUG',
    custom_imports: { imports: ['/plugin.ts', 'own.ts'] },
  });
  const given = await loadConfig(path('own.yaml'), { overrides: ['log_level=ERROR', 'work_dir=here'] });
  expect(withToolConfig(given, { workDir: '/runs', logLevel: 'DEBUG' }).toJSON()).toMatchObject({
    log_level: 'ERROR',
    work_dir: 'here',
  });
  expect(withToolConfig(own, {}).toJSON()).toEqual(own.toJSON());
});
