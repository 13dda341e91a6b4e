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

test('Ctrl-C saves between two steps and ends training with 130, and --resume goes on in the middle of the epoch', async () => {
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
  const saved = Number(/all of its (\d+) iterations are in/.exec(stderr)?.[1]);
  const epoch = Math.floor(saved / 4) + 1;
  const resume = ['train', 'tiny.yaml', '--no-validate', '--resume', '--cfg-options', `train_cfg.max_epochs=${epoch}`];
  const resumed = await mma(resume, { cwd: project.folder });
  expect(resumed.code).toBe(0);
  const steps = [...resumed.stderr.matchAll(/Epoch\(train\) +\[ *(\d+)\]\[(\d)\/4\]/g)];
  const rest = Array.from({ length: 4 - (saved % 4) }, (_, index) => [epoch, (saved % 4) + index + 1]);
  expect(steps.map(([, ...numbers]) => numbers.map(Number))).toEqual(rest);
});

test('a second Ctrl-C leaves at once', async () => {
  const run = start(['train', 'tiny.yaml', '--work-dir', 'second']);
  await run.said(/System environment/);
  run.child.kill('SIGINT');
  run.child.kill('SIGINT');
  expect((await run.finished).code).toBe(130);
});
