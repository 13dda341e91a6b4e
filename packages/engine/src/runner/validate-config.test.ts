import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigDict, loadConfig } from '@mma/config';
import { describe, expect, it } from 'vitest';
import { Runner, validateConfig } from '../index.js';
import './fixtures/toy.js';
import { TOY, tempDir, toyConfig } from './fixtures/toy-config.js';

async function issuesOf(changes: ConfigDict) {
  return validateConfig(await toyConfig(tempDir(), changes));
}

describe('validating a whole config', () => {
  it('finds nothing in one that can be run', async () => {
    expect(await issuesOf({})).toEqual([]);
  });

  it('tells the problems of all sections at once, each with the file and line that wrote it', async () => {
    const dir = tempDir();
    const base = join(dir, 'base.json');
    writeFileSync(
      base,
      JSON.stringify(
        { ...TOY, model: { type: 'ToyNt' }, train_cfg: { max_epoch: 3 }, log_level: 'LOUD' },
        undefined,
        1,
      ),
    );
    const heir = join(dir, 'heir.yaml');
    writeFileSync(heir, '_base_: base.json\nval_evaluator:\n  type: ToyAccuracy\n  colour: red\ntest_cfg: null\n');
    const issues = await validateConfig(await loadConfig(heir));
    expect(issues.map(({ path, problem, suggestion }) => [path, problem, suggestion])).toEqual([
      ['log_level', 'invalid-option', undefined],
      ['test_cfg', 'missing-option', undefined],
      ['model.type', 'unknown-type', 'ToyNet'],
      ['train_cfg.max_epoch', 'unknown-option', 'max_epochs'],
      ['val_evaluator.colour', 'unknown-option', undefined],
    ]);
    const sources = Object.fromEntries(issues.map(({ path, source }) => [path, source]));
    expect(sources['model.type']).toMatch(/base\.json:\d+$/);
    expect(sources['val_evaluator.colour']).toMatch(/heir\.yaml:4$/);
    expect(sources['test_cfg']).toMatch(/heir\.yaml:5$/);
  });

  it('is what a run does first, with the same report', async () => {
    const config = await toyConfig(tempDir(), { 'model.hiden': 8, log_level: 'LOUD' });
    const issues = await validateConfig(config);
    expect(issues).toHaveLength(2);
    await expect(Runner.fromConfig(config)).rejects.toMatchObject({ code: 'MMA_REGISTRY_INVALID_CONFIG', issues });
  });

  it('tells of a module that cannot be imported', async () => {
    await expect(issuesOf({ custom_imports: { imports: './bell.ts' } })).rejects.toMatchObject({
      code: 'MMA_CONFIG_MODULE',
    });
    expect(await issuesOf({ custom_imports: { import: './bell.ts' } })).toMatchObject([
      { path: 'custom_imports.import', suggestion: 'imports' },
    ]);
  });

  it('takes a `_delete_` that had nothing to delete for what it is', async () => {
    expect(await issuesOf({ model: { _delete_: true, type: 'ToyNet', hidden: 8 } })).toEqual([]);
    expect(await issuesOf({ custom_hooks: [{ type: 'IterTimerHook', _delete_: true, _scope_: 'mmengine' }] })).toEqual(
      [],
    );
  });
});

describe('keys of the top level', () => {
  it('are free: a config has variables', async () => {
    expect(await issuesOf({ dataset_type: 'VideoDataset', ann_file_train: 'train.txt', optim: 1, epochs: 3 })).toEqual(
      [],
    );
    const pipelines = { train_pipeline: [], val_pipeline: [], test_pipeline: [], file_client_args: {} };
    expect(await issuesOf(pipelines)).toEqual([]);
  });

  it('have customary names that are close to keys of a run', async () => {
    expect(await issuesOf({ train_pipeline: [], val_pipeline: [], test_pipeline: [] })).toEqual([]);
  });

  it('are reported when one that is lacking was probably meant', async () => {
    const { log_processor: _, ...rest } = TOY;
    const dir = tempDir();
    writeFileSync(join(dir, 'x.json'), JSON.stringify({ ...rest, log_procesor: { window_size: 3 } }));
    expect(await validateConfig(await loadConfig(join(dir, 'x.json')))).toMatchObject([
      { path: 'log_procesor', suggestion: 'log_processor', source: expect.stringContaining('x.json:1') },
    ]);
  });
});
