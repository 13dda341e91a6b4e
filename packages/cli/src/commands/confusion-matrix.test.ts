import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;

/** The four clips of val.txt: left, right, left, right; the model takes the third for "right". */
const results = [
  { gt_label: [0], pred_score: [0.9, 0.1] },
  { gt_label: [1], pred_score: [0.2, 0.8] },
  { gt_label: [0], pred_score: [0.4, 0.6] },
  { gt_label: [1], pred_score: [0.3, 0.7] },
];

beforeAll(async () => {
  project = await makeTinyProject();
  await writeFile(project.path('results.json'), JSON.stringify(results));
});
afterAll(() => project.remove());

const confusion = (...args: string[]) => mmaHere(project.folder, ['confusion-matrix', 'tiny.yaml', ...args]);

it('counts, names and lists what was taken for what, with the clips', async () => {
  const { code, stdout } = await confusion('results.json', '--label-file', 'labels.txt', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    samples: 4,
    accuracy: 0.75,
    normalize: null,
    classes: [
      { index: 0, name: 'left' },
      { index: 1, name: 'right' },
    ],
    matrix: [
      [1, 1],
      [0, 2],
    ],
    counts: [
      [1, 1],
      [0, 2],
    ],
    pairs: [
      {
        truth: 0,
        predicted: 1,
        names: ['left', 'right'],
        count: 1,
        share: 0.5,
        clips: [project.path('clips', 'left_10.mp4')],
      },
    ],
  });
});

it.each([
  [
    'true',
    [
      [0.5, 0.5],
      [0, 1],
    ],
  ],
  [
    'pred',
    [
      [1, 1 / 3],
      [0, 2 / 3],
    ],
  ],
  [
    'all',
    [
      [0.25, 0.25],
      [0, 0.5],
    ],
  ],
])('--normalize %s divides', async (by, matrix) => {
  const { stdout } = await confusion('results.json', '--normalize', by, '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    matrix,
    counts: [
      [1, 1],
      [0, 2],
    ],
  });
});

it('prints the pairs as a table and writes pictures, a page and figures', async () => {
  const outputs = ['m.png', 'm.svg', 'm.html'];
  for (const file of outputs) {
    const { code, stderr } = await confusion('results.json', '--show-path', `out/${file}`, '--include-values');
    expect([code, stderr]).toEqual([0, `wrote out/${file}\n`]);
  }
  const page = await readFile(project.path('out', 'm.html'), 'utf8');
  expect(page).toContain('href="../clips/left_10.mp4"');
  expect(page).toContain('75.0 % of 4 samples right');
  const { stdout } = await confusion('results.json', '--out', 'm.json', '--label-file', 'labels.txt');
  expect(stdout).toBe(
    '75.00 % of 4 samples right\n\ntrue  predicted  samples  of the class\nleft  right            1  50.0 %\n',
  );
  expect(JSON.parse(await readFile(project.path('m.json'), 'utf8'))).toMatchObject({ samples: 4 });
});

it('draws the classes with the most mistakes where there are many, and says so', async () => {
  const classes = 60;
  const many = Array.from({ length: 120 }, (_, i) => ({
    gt_label: [i % classes],
    pred_score: Array.from({ length: classes }, (_, k) =>
      Number(k === (i % classes < 3 ? (i + 1) % classes : i % classes)),
    ),
  }));
  await writeFile(project.path('many.json'), JSON.stringify(many));
  const model = ['--cfg-options', 'model.cls_head.num_classes=60'];
  const { stderr } = await confusion('many.json', '--show-path', 'many.svg', '--max-classes', '4', ...model);
  expect(stderr).toContain(
    'the predictions are not of the samples of test_dataloader.dataset (120 predictions, 4 samples)',
  );
  const svg = await readFile(project.path('many.svg'), 'utf8');
  expect(svg).toContain('the 4 of 60 classes with most mistakes');
  expect([...svg.matchAll(/<title>/g)]).toHaveLength(16);
  expect(svg).toContain('class 0 → class 1: 2');
  const { stdout } = await confusion('many.json', '--target-classes', '1', '2', '3', '--json', ...model);
  expect(JSON.parse(stdout)).toMatchObject({
    samples: 6,
    classes: [{ index: 1 }, { index: 2 }, { index: 3 }],
  });
});

it.each([
  ['no file', ['none.pkl'], 1, /none\.pkl/],
  ['samples of several labels', ['multi.json'], 1, /sample 0 of multi\.json has 2 labels.*\n.*mean average precision/],
  ['other scores', ['mixed.json'], 1, /Sample 1 of mixed\.json has label 0 and 3 scores, the first has 2/],
  [
    'scores of another model',
    ['three.json'],
    1,
    /three\.json has 3 scores a sample, the model has 2 classes[\s\S]*average_clips/,
  ],
  ['no samples', ['empty.json'], 1, /empty\.json holds no predictions/],
  [
    'a format that there is not',
    ['results.json', '--show-path', 'x.gif'],
    2,
    /--show-path x\.gif.*\n.*\.png, \.svg, \.html/,
  ],
  ['one target class', ['results.json', '--target-classes', '1'], 2, /two classes or more/],
  ['a target class beyond the model', ['results.json', '--target-classes', '1', '7'], 2, /the model has 2 classes/],
  ['no index', ['results.json', '--target-classes', '1', 'x'], 2, /x: that is no class index/],
])('%s: one clear error, nothing written', async (_what, args, exit, message) => {
  await writeFile(project.path('multi.json'), JSON.stringify([{ gt_label: [0, 1], pred_score: [0.5, 0.5] }]));
  await writeFile(project.path('mixed.json'), JSON.stringify([results[0], { gt_label: [0], pred_score: [0, 0, 1] }]));
  await writeFile(project.path('three.json'), JSON.stringify([{ gt_label: [0], pred_score: [0, 0, 1] }]));
  await writeFile(project.path('empty.json'), '[]');
  const { code, stderr } = await confusion(...args, '--out', 'left.svg');
  expect(stderr).toMatch(message);
  expect(code).toBe(exit);
  expect(existsSync(project.path('left.svg'))).toBe(false);
});
