import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { mma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;
beforeAll(async () => {
  project = await makeTinyProject();
  // Warm-up by iteration, decay by epoch, a rate of its own for the head, scaled by 2 / 8.
  const parts = {
    _base_: 'tiny.yaml',
    train_cfg: { max_epochs: 2 },
    param_scheduler: [
      { type: 'LinearLR', start_factor: 0.5, by_epoch: false, end: 3 },
      { type: 'MultiStepLR', milestones: [1], gamma: 0.1, end: 2 },
    ],
    optim_wrapper: { paramwise_cfg: { custom_keys: { cls_head: { lr_mult: 2 } } } },
    auto_scale_lr: { enable: true, base_batch_size: 8 },
  };
  await writeFile(project.path('plan.json'), JSON.stringify(parts));
});
afterAll(() => project.remove());

const visScheduler = (...args: string[]) => mmaHere(project.folder, ['vis-scheduler', 'plan.json', ...args]);

test('the rates are those that training logs', async () => {
  const { code, stderr } = await visScheduler('-o', 'lr.json');
  expect(code).toBe(0);
  expect(stderr).toContain('8 samples in batches of 2: 4 iterations an epoch; 2 different lines');
  expect(stderr).toContain('Scaling the original LR by 0.25');
  const { lines } = JSON.parse(await readFile(project.path('lr.json'), 'utf8'));
  const rates = (changes: [number, number][]) =>
    Array.from({ length: 8 }, (_, iteration) => changes.findLast(([from]) => from <= iteration)![1]);
  const [backbone, head] = lines.map(({ changes }: { changes: [number, number][] }) => rates(changes));
  expect(head).toEqual(backbone.map((rate: number) => rate * 2));

  const trained = await mma(['train', 'plan.json', '--no-validate'], { cwd: project.folder });
  expect(trained.code).toBe(0);
  const files = await readdir(project.path('work'), { recursive: true });
  const scalars = await readFile(project.path('work', files.find((name) => name.endsWith('scalars.json'))!), 'utf8');
  const logged = scalars
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).lr);
  expect(logged).toHaveLength(8);
  for (const [iteration, rate] of logged.entries()) expect(backbone[iteration]).toBeCloseTo(rate, 12);
});

test('without a file it is drawn in the terminal, and momentum can be looked at', async () => {
  const { code, stdout } = await visScheduler('-p', 'momentum');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^momentum\n.*0\.9 ┤/);
  expect(stdout).toContain('8 iterations, 2 epochs');
});

test('pictures have every group’s line, and epochs beside iterations', async () => {
  expect((await visScheduler('-o', 'out/lr.svg', '-d', '4000')).code).toBe(0);
  const svg = await readFile(project.path('out', 'lr.svg'), 'utf8');
  expect(svg).toMatch(/2 of \d+ groups, as cls_head\.fc_cls\.weight/);
  expect(svg).toContain('2,000 (1)');
});

test('a training set that is not here is asked for by its size, and a format that is none is refused', async () => {
  const missing = ['--cfg-options', 'train_dataloader.dataset.ann_file=nowhere.txt'];
  const asked = await visScheduler(...missing);
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringMatching(/nowhere\.txt.*\nhint: +say how many .*-d /)]);
  expect((await visScheduler(...missing, '-d', '8', '-o', 'a.json')).code).toBe(0);
  const format = await visScheduler('-o', 'lr.bmp');
  expect([format.code, format.stderr]).toEqual([1, expect.stringContaining('.svg, .png, .html')]);
});
