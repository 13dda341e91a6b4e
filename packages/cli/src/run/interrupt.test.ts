import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { mma, type Started, startMma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;

beforeAll(async () => {
  project = await makeTinyProject();
});
afterAll(() => project.remove());

function start(args: readonly string[]): Started {
  const run = startMma(args, { cwd: project.folder });
  onTestFinished(() => void run.child.kill('SIGKILL'));
  return run;
}

test('Ctrl-C ends training between two steps with 130, and --resume goes on', async () => {
  const args = ['train', 'tiny.yaml', '--no-validate', '--cfg-options', 'train_cfg.max_epochs=50'];
  const run = start(args);
  await run.said(/Epoch\(train\) +\[ *2\]/);
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.finished;
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr.trimEnd().split('\n').slice(-2).join('\n')).toMatch(/error:.*Ctrl-C.*\nhint:.*--resume/);
  expect(stderr).toContain('stopping after this step');
  expect(stderr).not.toContain('    at ');

  const files = await readdir(project.path('work'), { recursive: true });
  expect(files.filter((name) => name.includes('.tmp'))).toEqual([]);
  const saved = Math.max(...files.map((name) => Number(/^epoch_(\d+)\.pth$/.exec(name)?.[1] ?? 0)));
  const resume = [
    'train',
    'tiny.yaml',
    '--no-validate',
    '--resume',
    '--cfg-options',
    `train_cfg.max_epochs=${saved + 1}`,
  ];
  const resumed = await mma(resume, { cwd: project.folder });
  expect(resumed.code).toBe(0);
  const epochs = [...resumed.stderr.matchAll(/Epoch\(train\) +\[ *(\d+)\]/g)].map(([, epoch]) => Number(epoch));
  expect(epochs).toEqual(Array(4).fill(saved + 1));
});

test('a second Ctrl-C leaves at once', async () => {
  const run = start(['train', 'tiny.yaml', '--work-dir', 'second']);
  await run.said(/System environment/);
  run.child.kill('SIGINT');
  run.child.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
});
