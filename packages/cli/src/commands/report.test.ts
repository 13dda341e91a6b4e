import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mmaHere } from '../testing/run-here.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;

/** val.txt: left_8, right_9, left_10, right_11; two are wrong, right_11 more clearly. */
const results = [
  { gt_label: [0], pred_score: [0.9, 0.1] },
  { gt_label: [1], pred_score: [0.2, 0.8] },
  { gt_label: [0], pred_score: [0.4, 0.6] },
  { gt_label: [1], pred_score: [0.95, 0.05] },
];

beforeAll(async () => {
  project = await makeTinyProject();
  await writeFile(project.path('results.json'), JSON.stringify(results));
});
afterAll(() => project.remove());

const report = (...args: string[]) => mmaHere(project.folder, ['report', 'tiny.yaml', ...args]);

it('says how well each class does, how sure the model is, and shows the worst clips first', async () => {
  const { code, stdout, stderr } = await report('results.json', '--label-file', 'labels.txt', '--out', 'out/r.html');
  expect([code, stdout, stderr.trim().split('\n').at(-1)]).toEqual([0, '', 'wrote out/r.html']);
  const page = await readFile(project.path('out', 'r.html'), 'utf8');
  for (const [name, value] of [
    ['top-1 accuracy', '50.0 %'],
    ['mean class accuracy', '50.0 %'],
    // |0.9 − 1|, |0.8 − 1|, |0.6 − 0|, |0.95 − 0| (0.95 and 0.9 in bins of their own), in the mean
    ['calibration error (ECE)', '46.3 %'],
    ['samples', '4'],
  ])
    expect(page).toContain(`<dt>${name}</dt><dd>${value}</dd>`);
  const figures = [...page.matchAll(/<figure>.*?<\/figure>/g)].map(([text]) => text);
  expect(figures).toHaveLength(2);
  expect(figures[0]).toMatch(
    /data:image\/jpeg;base64,[^"]{400,}".*right \(5\.0 %\).*taken for left \(95\.0 %\).*\.\.\/clips\/right_11\.mp4/,
  );
  expect(figures[1]).toContain('left_10.mp4');
  expect(page).toContain('right → left: 1');
});

it('goes on without pictures that cannot be read, and says which', async () => {
  await rm(project.path('clips', 'right_11.mp4'));
  const { code, stderr } = await report('results.json', '--worst', '1');
  expect([code, stderr]).toEqual([0, expect.stringMatching(/no picture of .*right_11\.mp4/)]);
  const page = await readFile(project.path('report.html'), 'utf8');
  expect(page.match(/<figure>/g)).toHaveLength(1);
  expect(page).not.toContain('<img');
});

it.each([
  ['no file', ['none.pkl'], 1, /none\.pkl/],
  ['another ending', ['results.json', '--out', 'x.pdf'], 2, /a report is a page[\s\S]*x\.pdf\.html/],
  ['no predictions', ['labels.txt.json'], 1, /holds no predictions/],
])('%s: one clear error, nothing written', async (_what, args, exit, message) => {
  await writeFile(project.path('labels.txt.json'), '{}');
  const { code, stderr } = await report('--out', 'never.html', ...args);
  expect(stderr).toMatch(message);
  expect(code).toBe(exit);
  expect(existsSync(project.path('never.html'))).toBe(false);
});
