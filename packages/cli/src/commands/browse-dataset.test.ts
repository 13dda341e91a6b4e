import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, openBrowser } from '../testing/browser.js';
import { mmaHere } from '../testing/run-here.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;
beforeAll(async () => {
  project = await makeTinyProject();
});
afterAll(() => project.remove());

const browse = (...args: string[]) => mmaHere(project.folder, ['browse-dataset', 'tiny.yaml', ...args]);

test('the clips of a config’s training set are written after every transform, with a page that plays them', async () => {
  const args = ['out', '--mode', 'pipeline', '-n', '3', '--label', 'labels.txt', '--json'];
  const { code, stdout } = await browse(...args);
  expect(code).toBe(0);
  expect(await readdir(project.path('out'))).toEqual(['0_left_0.mp4', '1_right_1.mp4', '2_left_2.mp4', 'index.html']);
  expect(JSON.parse(stdout).clips[1]).toMatchObject({
    label: '1 right',
    steps: [
      'DecordInit → SampleFrames → DecordDecode: 64 × 48',
      'Resize: 48 × 36',
      'RandomCrop: 32 × 32',
      'FormatShape: 32 × 32',
      'PackActionInputs: 32 × 32',
    ],
  });
});

test.skipIf(chromiumPath === undefined)(
  'the page plays what is seen, and stops a clip on a click or a key',
  async () => {
    await browse('page', '-n', '2');
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`file://${project.path('page', 'index.html')}`);
      const clip = page.locator('video').first();
      const isPaused = () => clip.evaluate((video) => (video as unknown as { paused: boolean }).paused);
      await expect.poll(isPaused).toBe(false);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press(' ');
      await expect.poll(isPaused).toBe(true);
      await clip.click();
      await expect.poll(isPaused).toBe(false);
      await page.locator('#filter').fill('right_1');
      expect(await page.locator('figure:visible').count()).toBe(1);
      expect(await page.locator('figure:visible a').getAttribute('href')).toBe('1_right_1.mp4');
    } finally {
      await browser.close();
    }
  },
);

test('of repeated augmentation every sample is shown, with frames of its own', async () => {
  await writeFile(
    project.path('repeat.yaml'),
    '_base_: ./tiny.yaml\ntrain_dataloader: {dataset: {type: RepeatAugDataset, num_repeats: 2, test_mode: false}}\n',
  );
  const args = ['browse-dataset', 'repeat.yaml', 'repeated', '-n', '1', '--mode', 'pipeline', '--json'];
  const { code, stdout } = await mmaHere(project.folder, args);
  expect(code).toBe(0);
  const [{ steps, frameIndices }] = JSON.parse(stdout).clips;
  expect(frameIndices).toHaveLength(4);
  const own = ['Resize: 48 × 36', 'RandomCrop: 32 × 32', 'FormatShape: 32 × 32', 'PackActionInputs: 32 × 32'];
  expect(steps).toEqual([
    'DecordInit → SampleFrames → DecordDecode: 64 × 48',
    ...own.map((step) => `sample 1 · ${step}`),
    ...own.map((step) => `sample 2 · ${step}`),
  ]);
});

test('a clip that cannot be read is named, with exit code 1, and the others are written', async () => {
  const before = await readFile(project.path('clips', 'left_8.mp4'));
  await writeFile(project.path('clips', 'left_8.mp4'), 'no video');
  const { code, stdout, stderr } = await browse('val', '--phase', 'val', '--format', 'png');
  await writeFile(project.path('clips', 'left_8.mp4'), before);
  expect([code, stdout]).toEqual([1, '3 clips in val; open val/index.html to see them\n']);
  expect(stderr).toMatch(/failed .*left_8\.mp4: /);
  await rm(project.path('val'), { recursive: true });
});

test('what cannot be browsed is said before anything is written', async () => {
  const phase = await browse('none', '--phase', 'test', '--cfg-options', 'test_dataloader=None');
  expect([phase.code, phase.stderr]).toEqual([1, expect.stringContaining('no test_dataloader.dataset')]);
  const mode = await browse('none', '--mode', 'all');
  expect([mode.code, mode.stderr]).toEqual([
    2,
    expect.stringContaining('Choose original, transformed, concat, pipeline'),
  ]);
  expect(await readdir(project.folder)).not.toContain('none');
});
