import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, mma, type RunOptions } from './testing/run-mma.js';
import { makeTinyProject, type TinyProject } from './testing/tiny-project.js';

let project: TinyProject;

beforeAll(async () => {
  project = await makeTinyProject();
});
afterAll(() => project.remove());

/** Trains with overrides in a work dir of its own. */
function train(name: string, cfgOptions: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const args = ['train', 'tiny.yaml', '--work-dir', name, '--cfg-options', ...cfgOptions];
  return mma(args, { cwd: project.folder, ...options });
}

/** One clear error: what is said of it, and nothing that only a programmer reads. */
function expectOneError({ code, stdout, stderr }: Finished, ...texts: readonly (string | RegExp)[]): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error:'));
  expect(errors, stderr).toHaveLength(1);
  const report = stderr.slice(stderr.indexOf(errors[0]!));
  for (const text of texts) expect(report).toMatch(text);
  expect(stderr).not.toContain('    at ');
  expect(stderr).not.toContain('unexpected');
  expect([code, stdout]).toEqual([1, '']);
}

/** Every file under `folder`; none may be half of one. */
async function expectNoHalfFiles(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((name) => /\.(tmp|part)\b|\.pth/.test(name))).toEqual([]);
}

describe('videos', () => {
  test('one that is not there', async () => {
    expectOneError(
      await mma(['infer', 'no.mp4', '--rec', 'x', '--checkpoint', 'y'], { cwd: project.folder }),
      /no\.mp4/,
    );
  });

  test('one in the training list that is not there', async () => {
    await writeFile(project.path('lost.txt'), 'left_0.mp4 0\nlost.mp4 1\n');
    const run = await train('lost', ['train_dataloader.dataset.ann_file=lost.txt']);
    expectOneError(run, /lost\.mp4/);
    await expectNoHalfFiles(project.path('lost'));
  });

  test('one in the training list that is no video', async () => {
    await writeFile(project.path('clips', 'noise.mp4'), Buffer.alloc(5000, 'not a video '));
    await writeFile(project.path('broken.txt'), 'left_0.mp4 0\nnoise.mp4 1\n');
    expectOneError(await train('broken', ['train_dataloader.dataset.ann_file=broken.txt']), /noise\.mp4/);
    await expectNoHalfFiles(project.path('broken'));
  });

  test('one that is cut off', async () => {
    const whole = await readFile(project.path('clips', 'left_0.mp4'));
    await writeFile(project.path('clips', 'half.mp4'), whole.subarray(0, whole.length / 2));
    await writeFile(project.path('half.txt'), 'half.mp4 0\nhalf.mp4 1\n');
    expectOneError(await train('half', ['train_dataloader.dataset.ann_file=half.txt']), /half\.mp4/);
  });
});

describe('annotations', () => {
  test('a list that is not there', async () => {
    const run = await train('nolist', ['train_dataloader.dataset.ann_file=trian.txt']);
    expectOneError(run, /trian\.txt/, /hint:/);
  });

  test('a label beyond the classes', async () => {
    await writeFile(project.path('seven.txt'), 'left_0.mp4 0\nright_1.mp4 7\n');
    const run = await train('seven', ['train_dataloader.dataset.ann_file=seven.txt']);
    expectOneError(run, /\b7\b/, /hint:/);
    await expectNoHalfFiles(project.path('seven'));
  });

  test('a line without a label', async () => {
    await writeFile(project.path('odd.txt'), 'left_0.mp4 0\nright_1.mp4\n');
    expectOneError(
      await train('odd', ['train_dataloader.dataset.ann_file=odd.txt']),
      /without labels/,
      /hint:.*annotation file/,
    );
  });
});

describe('configs', () => {
  test('an unknown type names the closest one', async () => {
    expectOneError(await train('type', ['model.cls_head.type=TSNHaed']), /model\.cls_head\.type/, /TSNHaed/, /TSNHead/);
    expect(existsSync(project.path('type'))).toBe(false);
  });

  test('a wrong option names the closest one, and all mistakes come at once', async () => {
    const run = await train('option', ['model.cls_head.num_class=2', 'train_dataloader.batchsize=2']);
    expectOneError(run, /num_class\b/, /did you mean `num_classes`/, /batchsize/, /did you mean `batch_size`/);
    expect(existsSync(project.path('option'))).toBe(false);
  });

  test('a config with a syntax error names file and line', async () => {
    await writeFile(project.path('broken.yaml'), 'model:\n  type: [Recognizer2D\n');
    expectOneError(await mma(['train', 'broken.yaml'], { cwd: project.folder }), /broken\.yaml:\d/);
  });

  test('an override that is none', async () => {
    expectOneError(await train('override', ['train_cfg']), /train_cfg/);
  });

  test('nothing to test on', async () => {
    await writeFile(
      project.path('train-only.yaml'),
      '_base_: tiny.yaml\ntest_dataloader: null\ntest_cfg: null\ntest_evaluator: null\n',
    );
    expectOneError(
      await mma(['test', 'train-only.yaml', 'x.pth'], { cwd: project.folder }),
      /nothing to test/,
      /hint:/,
    );
  });
});

describe('checkpoints', () => {
  const test_ = (checkpoint: string) => mma(['test', 'tiny.yaml', checkpoint], { cwd: project.folder });

  test('one that is not there', async () => {
    expectOneError(await test_('none.pth'), /none\.pth/);
  });

  test('one that is none', async () => {
    await writeFile(project.path('text.pth'), 'weights');
    expectOneError(await test_('text.pth'), /text\.pth/);
  });

  test('none to go on from', async () => {
    const run = await mma(['train', 'tiny.yaml', '--work-dir', 'fresh', '--resume', 'none.pth'], {
      cwd: project.folder,
    });
    expectOneError(run, /none\.pth/);
  });
});

describe('places to write to', () => {
  test('a file where the work dir should be', async () => {
    await writeFile(project.path('taken'), '');
    expectOneError(await train('taken', ['train_cfg.max_epochs=1']), /taken/, /hint:.*--work-dir/);
  });

  test('a file where the predictions’ folder should be', async () => {
    await writeFile(project.path('taken'), '');
    const args = [
      'infer',
      'clips/left_0.mp4',
      '--rec',
      'tiny.yaml',
      '--checkpoint',
      'x.pth',
      '--vid-out-dir',
      'taken/out',
    ];
    expectOneError(await mma(args, { cwd: project.folder }), /taken\/out cannot be written/);
  });

  test('a file where a dataset should go', async () => {
    await writeFile(project.path('taken'), '');
    expectOneError(await mma(['data', 'make', 'stick-actions', '--out', 'taken'], { cwd: project.folder }), /taken/);
  });
});

describe('no native library', () => {
  test('training says how to get it', async () => {
    await mkdir(project.path('empty-cache'));
    const run = await train('native', ['train_cfg.max_epochs=1'], {
      env: { MMA_CACHE_DIR: project.path('empty-cache') },
    });
    expectOneError(run, /not installed/, /hint:.*mma doctor --fix/);
    await expectNoHalfFiles(project.path('native'));
  });

  test('a folder that holds none is named', async () => {
    const run = await train('folder', ['train_cfg.max_epochs=1'], { env: { MMA_LIBTENSORFLOW: project.folder } });
    expectOneError(run, /MMA_LIBTENSORFLOW/, /holds no libtensorflow/, /hint:/);
  });

  test('the doctor finds it missing and says how to fix it', async () => {
    const { code, stdout } = await mma(['doctor', '--json'], { env: { MMA_CACHE_DIR: project.path('empty-cache') } });
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as { ok: boolean; checks: { ok: boolean; fix?: string }[] };
    expect(report.ok).toBe(false);
    expect(report.checks.find(({ ok }) => !ok)?.fix).toContain('mma doctor --fix');
  });

  test('where it is, the doctor is content', async () => {
    const { code, stdout } = await mma(['doctor']);
    expect(stdout).toContain('Everything is in place.');
    expect(code).toBe(0);
  });
});
