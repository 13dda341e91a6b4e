import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConfigError } from './errors.js';
import { loadConfig } from './load.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'config-load-')));
  vi.stubEnv('MMA_CACHE_DIR', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function failure(name: string): Promise<ConfigError> {
  const error: unknown = await loadConfig(join(folder, name)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${String(error)}`);
  // The place of the scratch folder says nothing about the behaviour.
  return Object.assign(error, {
    message: error.message.replaceAll(`${folder}/`, ''),
    text: error.hint?.replaceAll(`${folder}/`, ''),
  });
}

test('every format inherits from every other', async () => {
  await write({
    'base.yaml': 'model:\n  type: TSN\n  depth: 50\n  mean: &m [1, 2]\n  std: *m\n',
    'middle.json': '{"_base_": "base.yaml", "model": {"depth": 18}, "seed": 1}',
    'part.toml': 'lr = 0.5\n[extra]\nlist = [1, "x"]\n',
    'first.py': "_base_ = 'part.toml'\nextra = dict(list=_base_.extra.list + [True], twice={{_base_.lr}})\n",
    'sub/leaf.ts':
      "const lr: number = 0.1;\nexport default { _base_: ['../middle.json', '../first.py'], lr, copied: '{{_base_.extra.list}}', model: { mean: undefined } };\n",
    'top.mjs': "export default { _base_: './sub/leaf.ts', seed: 2 };\n",
  });
  const config = await loadConfig(join(folder, 'top.mjs'));
  expect(config.values).toEqual({
    model: { type: 'TSN', depth: 18, mean: [1, 2], std: [1, 2] },
    seed: 2,
    lr: 0.1,
    extra: { list: [1, 'x', true], twice: 0.5 },
    copied: [1, 'x', true],
  });
  expect(config.name).toBe('top');
  expect(config.filename).toBe(join(folder, 'top.mjs'));
});

test('every value knows the file that set it, and the line where the format tells it', async () => {
  await write({
    'base.yaml': 'model:\n  type: TSN\n  depth: 50\nsteps:\n  - type: A\n  - type: B\n    size: 3\n',
    'other.json': '{\n  "optim": {\n    "lr": 1,\n    "old": 2\n  }\n}\n',
    'leaf.ts':
      "export default { _base_: ['base.yaml', 'other.json'], model: { depth: 18 }, optim: { _delete_: true, lr: 2 } };\n",
  });
  const config = await loadConfig(join(folder, 'leaf.ts'), { overrides: ['steps.1.size=4', 'custom.new=[1]'] });
  const origin = (path: string) => {
    const found = config.origin(path);
    return found && `${found.file.replace(`${folder}/`, '')}:${found.line ?? ''}`;
  };
  expect(origin('model.type')).toBe('base.yaml:2');
  expect(origin('model.depth')).toBe('leaf.ts:1');
  expect(origin('model')).toBe('base.yaml:2');
  expect(origin('steps.0.type')).toBe('base.yaml:5');
  expect(origin('steps.1.type')).toBe('base.yaml:6');
  expect(origin('steps.1.size')).toBe('--cfg-options:');
  expect(origin('custom.new.0')).toBe('--cfg-options:');
  expect(origin('optim.lr')).toBe('leaf.ts:1');
  expect(origin('optim.old')).toBeUndefined();
  expect(origin('nothing.here')).toBeUndefined();
});

test('paths reach through lists and through keys that contain dots', async () => {
  await write({ 'a.json': '{"custom_keys": {"backbone.layer1": {"lr_mult": 0.1}}, "list": [{"x": 1}]}' });
  const config = await loadConfig(join(folder, 'a.json'));
  expect(config.get('custom_keys.backbone.layer1.lr_mult')).toBe(0.1);
  expect(config.get('list.0.x')).toBe(1);
  expect(config.get('list.1.x')).toBeUndefined();
  expect(config.get('list.length')).toBeUndefined();
});

test('values are frozen; toJSON gives a copy to change; merge gives a new config', async () => {
  await write({ 'a.json': '{"model": {"depth": 50}, "list": [1, 2]}' });
  const config = await loadConfig(join(folder, 'a.json'));
  expect(() => {
    (config.values['model'] as { depth: number }).depth = 1;
  }).toThrow(TypeError);
  const copy = config.toJSON();
  (copy['model'] as { depth: number }).depth = 1;
  const merged = config.merge({ 'model.depth': 18, list: { '1': 5 }, work_dir: 'here' });
  expect(config.values).toEqual({ model: { depth: 50 }, list: [1, 2] });
  expect(merged.values).toEqual({ model: { depth: 18 }, list: [1, 5], work_dir: 'here' });
  expect(merged.name).toBe('a');
});

test('a TypeScript config may import, and is run again after an edit', async () => {
  await write({
    'part.ts': 'export const depth: number = 34;\n',
    'a.ts':
      "import { depth } from './part.js';\nenum Mode { Fast = 'fast' }\nexport default { depth, mode: Mode.Fast };\n",
  });
  expect((await loadConfig(join(folder, 'a.ts'))).values).toEqual({ depth: 34, mode: 'fast' });
  await write({ 'a.ts': 'export default { depth: 1 };\n' });
  expect((await loadConfig(join(folder, 'a.ts'))).values).toEqual({ depth: 1 });
});

test('two bases that set the same key are named', async () => {
  await write({
    'a.yaml': 'model: 1\n',
    'b.json': '{"model": 2}',
    'c.yaml': '_base_: [a.yaml, b.json]\n',
  });
  const error = await failure('c.yaml');
  expect(error.code).toBe('MMA_CONFIG_DUPLICATE');
  expect(error.message).toBe('c.yaml: two of its bases set `model`: a.yaml and b.json');
});

test('a circle of bases is printed', async () => {
  await write({
    'a.yaml': '_base_: b.json\n',
    'b.json': '{"_base_": "c.ts"}',
    'c.ts': "export default { _base_: 'a.yaml' };\n",
  });
  const error = await failure('a.yaml');
  expect(error.code).toBe('MMA_CONFIG_CYCLE');
  expect(error.message).toContain('a.yaml → b.json → c.ts → a.yaml');
});

test('a missing base names the closest file', async () => {
  await write({
    'models/tsn_r50.ts': 'export default {};\n',
    'a.yaml': '_base_: models/tsn_r05.ts\n',
    'b.yaml': '_base_: models/tsn_r50.py\n',
  });
  const error = await failure('a.yaml');
  expect(error).toMatchObject({ code: 'MMA_CONFIG_BASE', text: 'did you mean models/tsn_r50.ts?' });
  expect(error.message).toContain('a.yaml: its base `models/tsn_r05.ts` does not exist');
  expect(await failure('b.yaml')).toMatchObject({ text: 'did you mean models/tsn_r50.ts?' });
});

test('a missing config names the closest file', async () => {
  await write({ 'train.ts': 'export default {};\n' });
  expect(await failure('trian.ts')).toMatchObject({ code: 'MMA_CONFIG_NOT_FOUND', text: 'did you mean train.ts?' });
  expect(await failure('nowhere/x.ts')).toMatchObject({
    code: 'MMA_CONFIG_NOT_FOUND',
    text: 'there is no folder nowhere',
  });
});

test.each([
  ['bad.json', '{\n  "a": 1,\n}', 'bad.json:3:1: not valid JSON: property name expected'],
  ['twice.json', '{"a": 1,\n "a": 2}', 'twice.json:2:2: the key `a` is there twice'],
  ['empty.json', '', 'empty.json:1:1: not valid JSON'],
  ['bad.yaml', 'a: 1\nb: [1, 2\nc: 3\n', 'bad.yaml:3:1: not valid YAML'],
  ['twice.yaml', 'a: 1\na: 2\n', 'twice.yaml:2:1: not valid YAML: Map keys must be unique'],
  ['keys.yaml', 'a: 1\n[1, 2]: 3\n', 'keys.yaml:2:1: not valid YAML: keys are plain words or strings'],
  ['bad.toml', 'a = 1\nb = [1\nc = 2\n', 'bad.toml:3:1: not valid TOML'],
  ['twice.toml', 'a = 1\na = 2\n', 'twice.toml:2:1: not valid TOML'],
  ['date.toml', 'a = 2020-01-01\n', 'date.toml: `a` is an instance of TomlDate'],
  ['alias.yaml', 'a: *nothing\n', 'alias.yaml: not valid YAML'],
  ['syntax.ts', 'export default {\n  a: [1, 2\n  b: 3,\n};\n', 'syntax.ts:3:2: syntax error'],
  [
    'throws.ts',
    'const x: any = undefined;\n\nexport default { a: x.y.z };\n',
    'throws.ts:3: TypeError: Cannot read properties of undefined',
  ],
  ['none.ts', 'export const a = 1;\n', 'none.ts has no default export'],
  [
    'function.ts',
    'export default () => ({ a: 1 });\n',
    'function.ts: a config is a mapping of keys to values, not the function',
  ],
  [
    'class.ts',
    'export default { model: { type: class Net {} } };\n',
    'class.ts: `model.type` is the function or class Net',
  ],
  ['date.yaml', '[1, 2]\n', 'date.yaml: a config is a mapping of keys to values, not a list'],
  ['proto.json', '{"__proto__": {"x": 1}}', '`__proto__` is not allowed as a key'],
  ['self.ts', 'const a: any = {}; a.a = a;\nexport default a;\n', 'self.ts: nested deeper than 100 levels'],
  ['config.ini', 'a=1\n', 'config.ini: `.ini` is not a config format'],
  ['cycle.yaml', 'a: &a [*a]\n', 'cycle.yaml: nested deeper than 100 levels'],
  ['latin.yaml', Buffer.from([0x61, 0x3a, 0x20, 0xe9]), 'latin.yaml cannot be read: it is not UTF-8 text'],
  ['base.yaml', '_base_: 3\n', 'base.yaml: `_base_` is a path or a list of paths, not 3'],
])('%s is one clear error', async (name, text, message) => {
  await write({ [name]: text });
  expect((await failure(name)).message).toContain(message);
});

test('an import that is not there names the importing file and the closest one', async () => {
  await write({ 'helper.ts': 'export default 1;\n', 'a.ts': "import h from './helpr.js';\nexport default { h };\n" });
  const error = await failure('a.ts');
  expect(error.message).toBe("a.ts: cannot find './helpr.js', which it imports");
  expect(error).toMatchObject({ code: 'MMA_CONFIG_MODULE', text: 'did you mean helper.ts?' });
});

test('an inheritance that cannot merge names the file and the key', async () => {
  await write({ 'a.yaml': 'model: [1]\n', 'b.yaml': '_base_: a.yaml\nmodel: {x: 1}\n' });
  const error = await failure('b.yaml');
  expect(error.message).toBe(
    'b.yaml: `model` is a mapping here but a list in what it inherits, so the two cannot be merged',
  );
});

test('references to bases work in every format, quoted or not, and name what is missing', async () => {
  await write({
    'base.json': '{"model": {"depth": 50, "stages": [1, 2]}, "n": 3}',
    'a.yaml': '_base_: base.json\nx: {{_base_.model}}\ny: ["{{ _base_.n }}"]\n',
    'b.json': '{"_base_": "base.json", "x": {{_base_.model.stages}}, "n": "{{_base_.n}}"}',
    'c.toml': '_base_ = "base.json"\nx = {{ _base_.n }}\n',
    'd.yaml': '_base_: base.json\n\nx: "{{_base_.modle}}"\n',
  });
  const load = async (name: string) => (await loadConfig(join(folder, name))).toJSON();
  expect(await load('a.yaml')).toMatchObject({ x: { depth: 50, stages: [1, 2] }, y: [3] });
  expect(await load('b.json')).toMatchObject({ x: [1, 2], n: 3 });
  expect(await load('c.toml')).toMatchObject({ x: 3 });
  const config = await loadConfig(join(folder, 'a.yaml'));
  expect(config.origin('x')).toEqual({ file: join(folder, 'a.yaml'), line: 2 });
  expect(config.origin('x.stages.0')).toEqual({ file: join(folder, 'base.json'), line: 1 });
  const error = await failure('d.yaml');
  expect(error.message).toBe('d.yaml:3: the bases have no `modle` (there is no `modle`)');
  expect(error.hint).toBe('did you mean `model`?');
});

test('predefined names and environment variables are filled in', async () => {
  vi.stubEnv('CONFIG_TEST_DEPTH', '101');
  await write({
    'my_run.yaml':
      'dir: "work_dirs/{{ fileBasenameNoExtension }}"\ndepth: {{$CONFIG_TEST_DEPTH:50}}\nn: {{$CONFIG_TEST_N:4}}\n',
    'unset.json': '{\n"a": {{$CONFIG_TEST_UNSET:}}}',
  });
  const config = await loadConfig(join(folder, 'my_run.yaml'));
  expect(config.values).toEqual({ dir: 'work_dirs/my_run', depth: 101, n: 4 });
  expect((await failure('unset.json')).message).toBe(
    'unset.json:2:6: the environment variable `CONFIG_TEST_UNSET` is not set, and no default is given',
  );
});

test('a deprecated config warns and names its successor', async () => {
  await write({ 'old.py': "_deprecation_ = dict(expected='new.py', reference='https://example.org')\na = 1\n" });
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  const config = await loadConfig(join(folder, 'old.py'));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(config.values).toEqual({ a: 1 });
  expect(warnings[0]).toMatchObject({ name: 'DeprecationWarning', code: 'MMA_CONFIG_DEPRECATED' });
  expect(warnings[0]!.message).toContain('old.py is deprecated; use new.py instead (see https://example.org)');
});

test('lines of TypeScript configs reach through defineConfig, constants and lists, as far as they are written out', async () => {
  await write({
    'a.ts': [
      'const defineConfig = <T>(value: T) => value;',
      'const steps = [',
      "  { type: 'A' },",
      "  { type: 'B', size: [1, 2] },",
      '] as const;',
      'const extra = { x: 1 };',
      'export default defineConfig({',
      '  steps,',
      '  model: {',
      "    'cls-head': { ...extra, n: 2 },",
      '  },',
      '});',
    ].join('\n'),
  });
  const config = await loadConfig(join(folder, 'a.ts'));
  expect(config.origin('steps')?.line).toBe(8);
  expect(config.origin('steps.1.size.0')?.line).toBe(4);
  expect(config.origin('model.cls-head.n')?.line).toBe(10);
  expect(config.origin('model.cls-head.x')?.line).toBe(10);
});

test('deep JSON ends in an error, not in a crash', async () => {
  await write({ 'deep.json': `{"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}` });
  expect((await failure('deep.json')).code).toMatch(/^MMA_CONFIG_/);
});

test('a module config finds this package wherever it lies', async () => {
  await write({ 'x.ts': "import { defineConfig } from '@mma/config';\nexport default defineConfig({ a: 1 });\n" });
  expect((await loadConfig(join(folder, 'x.ts'))).toJSON()).toEqual({ a: 1 });
});

test('what a file tells editors of its schema is no part of the config', async () => {
  const $schema = './mma.schema.json';
  await write({
    'a.json': JSON.stringify({ $schema, a: 1 }),
    'b.yaml': `$schema: ${$schema}\nb: 2\n`,
    'heir.json': JSON.stringify({ $schema, _base_: ['a.json', 'b.yaml'] }),
  });
  expect((await loadConfig(join(folder, 'heir.json'))).toJSON()).toEqual({ a: 1, b: 2 });
});
