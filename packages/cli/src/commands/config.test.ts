import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diffConfigs, loadConfig } from '@mma/config';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { glob } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { mma } from '../testing/run-mma.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const TSN = 'tsn_r18_1x1x3_stick-actions-rgb';
const R50 = 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb';

let folder: string;
const path = (name: string) => join(folder, name);
const run = (...args: string[]) => mmaHere(ROOT, ['config', ...args]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-config-'));
  await writeFile(path('base.py'), "model = dict(type='A', depth=18)\nlr = 0.1\nsteps = [1, 2]\n");
  await writeFile(path('heir.yaml'), '_base_: base.py\nmodel:\n  depth: 50\nextra: {}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('mma config print', () => {
  test('shows a config in its own format, which reads back as the same config', async () => {
    expect((await run('print', path('heir.yaml'))).stdout).toBe(
      'model:\n  type: A\n  depth: 50\nlr: 0.1\nsteps:\n  - 1\n  - 2\nextra: {}\n',
    );
    expect((await run('print', path('base.py'))).stdout).toContain("model = dict(depth=18, type='A')\n");
  });

  test.each(['ts', 'py', 'json', 'yaml'])('as %s, with overrides, by name', async (format) => {
    const { stdout, code } = await run('print', TSN, '--format', format, '--cfg-options', 'train_cfg.max_epochs=3');
    expect(code).toBe(0);
    await writeFile(path(`printed.${format}`), stdout);
    const expected = await loadConfig(join(ROOT, `configs/recognition/tsn/${TSN}.ts`), {
      overrides: { 'train_cfg.max_epochs': 3 },
    });
    expect(diffConfigs(await loadConfig(path(`printed.${format}`)), expected)).toEqual([]);
  });

  test('tells which file and line set each value', async () => {
    const args = ['config', 'print', 'heir.yaml', '--origin', '--cfg-options', 'steps.1=7'];
    const { stdout } = await mmaHere(folder, args);
    expect(stdout.split('\n')).toEqual([
      'model.type = "A"  # base.py:1',
      'model.depth = 50  # heir.yaml:3',
      'lr = 0.1  # base.py:2',
      'steps.0 = 1  # base.py:3',
      'steps.1 = 7  # --cfg-options',
      'extra = {}  # heir.yaml:4',
      '',
    ]);
    const records = JSON.parse((await run('print', path('heir.yaml'), '--origin', '--format', 'json')).stdout);
    expect(records[1]).toEqual({ path: 'model.depth', value: 50, file: path('heir.yaml'), line: 3 });
  });

  test('knows no other formats', async () => {
    expect(await run('print', TSN, '--format', 'toml')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('print', TSN, '--origin', '--format', 'py')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('mma config diff', () => {
  test('shows what turns one config into the other, and whether anything does by its exit code', async () => {
    const { stdout, code } = await run('diff', path('base.py'), path('heir.yaml'));
    expect(stdout).toBe('- model.depth = 18\n+ model.depth = 50\n+ extra = {}\n');
    expect(code).toBe(1);
    const json = await run('diff', path('base.py'), path('heir.yaml'), '--json');
    expect(JSON.parse(json.stdout)).toEqual([
      { path: 'model.depth', kind: 'changed', before: 18, after: 50 },
      { path: 'extra', kind: 'added', after: {} },
    ]);
    expect(await run('diff', TSN, TSN)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('mma config convert', () => {
  test('writes one file of another format with equal values', async () => {
    for (const format of ['ts', 'py', 'json', 'yaml']) {
      const out = path(`converted.${format}`);
      expect(await run('convert', path('heir.yaml'), out)).toMatchObject({ code: 0, stdout: '' });
      expect(diffConfigs(await loadConfig(out), await loadConfig(path('heir.yaml')))).toEqual([]);
      expect(await readFile(out, 'utf8')).not.toContain('_base_');
    }
  });

  test('writes over nothing unless told to', async () => {
    const refused = await run('convert', TSN, path('base.py'));
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--force');
    expect(await readFile(path('base.py'), 'utf8')).toContain('steps = [1, 2]');
    await writeFile(path('old.json'), '{}');
    expect(await run('convert', path('base.py'), path('old.json'), '--force')).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(path('old.json'), 'utf8'))).toMatchObject({ lr: 0.1 });
  });

  test('knows the format by the extension', async () => {
    const { code, stderr } = await run('convert', TSN, path('x.toml'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('.yaml')]);
  });
});

describe('mma config validate', () => {
  test('finds nothing wrong with configs that can be run, and loads no TensorFlow for it', async () => {
    const spy = path('spy.mjs');
    await writeFile(
      spy,
      `import { readFileSync } from 'node:fs';
       import { registerHooks } from 'node:module';
       const tell = (text) => process.stderr.write(text);
       registerHooks({ load: (url, context, next) => (url.includes('@tensorflow') && tell(url), next(url, context)) });
       process.on('exit', () => readFileSync('/proc/self/maps', 'utf8').includes('libtensorflow') && tell('libtensorflow'));`,
    );
    const { stdout, stderr, code } = await mma(['config', 'validate', TSN, R50], {
      cwd: ROOT,
      env: { NODE_OPTIONS: `--import=${spy}` },
    });
    expect(stdout).toBe(`✓ configs/recognition/tsn/${TSN}.ts\n✓ configs/recognition/tsn/${R50}.ts\n`);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('reports all problems of all files, with the file and line that wrote each', async () => {
    const base = join(ROOT, `configs/recognition/tsn/${TSN}.ts`);
    await writeFile(
      path('wrong.yaml'),
      `_base_: ${base}\nmodel:\n  backbone:\n    type: ResNt\n  cls_head:\n    num_class: 2\ntrain_cfg:\n  max_epochs: soon\n`,
    );
    await writeFile(path('broken.yaml'), 'model: {');
    const args = ['config', 'validate', 'wrong.yaml', 'broken.yaml', base];
    const { stdout, stderr, code } = await mmaHere(folder, args);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('✗ wrong.yaml: 3 problems\n');
    expect(stdout).toContain(
      '  `model.backbone.type` (wrong.yaml:4): no backbone is named `ResNt` — did you mean `ResNet`?\n' +
        '  `model.cls_head.num_class` (wrong.yaml:6): unknown option of TSNHead — did you mean `num_classes`?\n' +
        '  `train_cfg.max_epochs` (wrong.yaml:8): expected number, found "soon"\n',
    );
    expect(stdout).toContain('✗ broken.yaml\n');
    expect(stdout).toMatch(/\n✓ .*stick-actions-rgb\.ts\n$/);
    const json = JSON.parse((await run('validate', path('wrong.yaml'), path('broken.yaml'), '--json')).stdout);
    expect(json[0].issues[1]).toMatchObject({ path: 'model.cls_head.num_class', suggestion: 'num_classes' });
    expect(json[1]).toMatchObject({ issues: [], error: { code: 'MMA_CONFIG_SYNTAX' } });
  });
});

describe('mma config schema', () => {
  test('takes what configs hold and marks what no component takes', async () => {
    expect(await run('schema', '--out', path('schema.json'))).toMatchObject({ code: 0, stdout: '' });
    const schema = JSON.parse(await readFile(path('schema.json'), 'utf8'));
    // Own ones: `constructor`, an option of optimizer wrappers, is a property of every object here.
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true, ownProperties: true }).compile(schema);
    const files = await glob(`configs/recognition/tsn/*.ts`, { cwd: ROOT, absolute: true });
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const values = (await loadConfig(file)).toJSON();
      expect([file, validate(values), validate.errors]).toEqual([file, true, null]);
    }
    // A file says only what differs from its bases.
    expect(validate({ _base_: 'x.py', model: { cls_head: { num_classes: 2 } }, ann_file: 'own' })).toBe(true);
    expect(validate({ model: { cls_head: { num_class: 2 } } })).toBe(false);
    expect(validate({ model: { cls_head: { type: 'TSNHed' } } })).toBe(false);
    expect(validate({ default_hooks: { logger: { interval: 1, priority: 'LOUD' } } })).toBe(false);
    expect(validate({ default_hooks: { logger: { interval: 1, priority: 'LOW' }, timer: null } })).toBe(true);
  });
});
