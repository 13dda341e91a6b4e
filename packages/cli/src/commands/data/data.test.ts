import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mmaHere } from '../../testing/run-here.js';
import { makeTinyProject, type TinyProject } from '../../testing/tiny-project.js';

let project: TinyProject;

beforeAll(async () => {
  project = await makeTinyProject();
});
afterAll(() => project.remove());

const mma = (...args: string[]) => mmaHere(project.folder, args);

describe('mma data check', () => {
  test('a config whose clips are all whole', async () => {
    const { code, stdout } = await mma('data', 'check', 'tiny.yaml');
    expect([code, stdout]).toEqual([0, '12 files: 12 whole, 0 broken.\n']);
  });

  test('broken files are named with their cause, and kept apart in a file', async () => {
    await writeFile(project.path('clips', 'text.mp4'), 'nothing');
    await writeFile(project.path('some.txt'), 'text.mp4 0\ngone.mp4 1\nleft_0.mp4 0\n');
    const { code, stdout } = await mma(
      ...['data', 'check', 'some.txt', '--data-prefix', 'clips', '--quarantine', 'bad.txt', '--report', 'report.json'],
    );
    expect(code).toBe(1);
    expect(stdout).toContain('3 files: 1 whole, 2 broken.');
    expect(stdout).toMatch(/MMA_VIDEO_CORRUPT: 1\n {2}clips\/text\.mp4 \(some\)\n {4}\S/);
    expect(await readFile(project.path('bad.txt'), 'utf8')).toMatch(
      /^clips\/text\.mp4\tMMA_VIDEO_CORRUPT\t.+\nclips\/gone\.mp4\tMMA_VIDEO_NOT_FOUND\t.+\n$/,
    );
    expect(JSON.parse(await readFile(project.path('report.json'), 'utf8'))).toMatchObject({ checked: 3 });
  });

  test('a file in two splits is told', async () => {
    const override = `val_dataloader.dataset.ann_file=${project.path('train.txt')}`;
    const { code, stdout } = await mma('data', 'check', 'tiny.yaml', '--quick', '--json', '--cfg-options', override);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ shared: { length: 8 } });
  });
});

test('mma data stats shows what the splits hold', async () => {
  const { stdout } = await mma('data', 'stats', 'tiny.yaml');
  expect(stdout).toMatch(/^ +train +val\nclips +8 +4\nclasses +2 +2\n/);
  expect(stdout).toMatch(/pictures +64×48 +64×48\n/);
  expect(stdout).toMatch(/class +train +val\nclass 0 +4 +2\nclass 1 +4 +2\n$/);
  await mma('data', 'stats', 'tiny.yaml', '-o', 'stats.svg');
  const picture = await readFile(project.path('stats.svg'), 'utf8');
  for (const text of ['class 1', 'clips', 'seconds', 'train', 'val']) expect(picture).toContain(text);
  const { stdout: json } = await mma('data', 'stats', 'val.txt', '--data-prefix', 'clips', '--json');
  expect(JSON.parse(json).splits).toMatchObject([{ split: 'val', clips: 4, frames: { min: 9, max: 9 } }]);
});

test.each([
  ['tny.yaml', /There is no tny\.yaml: no folder, no list and no config/],
  ['kinetics400_tiny', /`mma data download kinetics400_tiny` fetches it/],
])('mma data stats %s: what it may be instead', async (name, message) => {
  const { code, stderr } = await mma('data', 'stats', name);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
});

describe('mma data list', () => {
  test('makes lists of a folder of classes that a config can name', async () => {
    await mkdir(project.path('by_class', 'left'), { recursive: true });
    await mkdir(project.path('by_class', 'right'));
    for (const name of await readdir(project.path('clips'))) {
      const label = /^(left|right)_/.exec(name)?.[1];
      if (label) await writeFile(project.path('by_class', label, name), await readFile(project.path('clips', name)));
    }
    const { code, stdout } = await mma('data', 'list', 'by_class', '--out', 'lists', '--split', 'train=0.5,val=0.5');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/lists\/by_class_train_video\.txt: \d+ clips\n/)]);
    const lines = (await readFile(project.path('lists', 'by_class_train_video.txt'), 'utf8')).trim().split('\n');
    const others = (await readFile(project.path('lists', 'by_class_val_video.txt'), 'utf8')).trim().split('\n');
    expect(lines.length + others.length).toBe(12);
    expect([...lines, ...others]).toContain('right/right_1.mp4 1');
    expect(await readFile(project.path('lists', 'label_map_by_class.txt'), 'utf8')).toBe('left\nright\n');
  });

  test('an unknown layout, or one without its annotations, is refused', async () => {
    expect((await mma('data', 'list', 'clips', '--layout', 'ucf100')).stderr).toMatch(/Did you mean ucf101\?/);
    expect((await mma('data', 'list', 'clips', '--layout', 'ucf101')).stderr).toMatch(/needs --annotations.*classInd/);
  });
});

test('mma data frames and mma data resize keep what is there already', async () => {
  await mkdir(project.path('raw'));
  for (const name of ['left_0.mp4', 'right_1.mp4']) {
    await writeFile(project.path('raw', name), await readFile(project.path('clips', name)));
  }
  const size = ['--short-side', '24'];
  expect((await mma('data', 'frames', 'raw', 'frames', ...size)).stdout).toBe('18 frames of 2 videos in frames.\n');
  expect(await readdir(project.path('frames', 'left_0'))).toHaveLength(9);
  expect((await mma('data', 'resize', 'raw', 'small', ...size)).stdout).toMatch(
    /^2 videos in small, \d.* before and \d.* now\.\n/,
  );
  await rename(project.path('raw', 'right_1.mp4'), project.path('raw', 'right_2.mp4'));
  expect((await mma('data', 'frames', 'raw', 'frames', ...size)).stdout).toBe(
    '9 frames of 1 videos in frames; 1 were there already.\n',
  );
  const stats = JSON.parse((await mma('data', 'stats', 'small', '--json')).stdout);
  expect(stats.splits[0]).toMatchObject({ clips: 2, sizes: [{ value: '32×24', clips: 2 }] });
});

test('a broken video fails the command after the others are done', async () => {
  await mkdir(project.path('mixed'));
  await writeFile(project.path('mixed', 'ok.mp4'), await readFile(project.path('clips', 'left_0.mp4')));
  await writeFile(project.path('mixed', 'text.mp4'), 'nothing');
  const { code, stdout, stderr } = await mma('data', 'resize', 'mixed', 'mixed_small');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^1 videos in mixed_small/);
  expect(stderr).toMatch(/failed .*text\.mp4/);
  expect(await readdir(project.path('mixed_small'))).toEqual(['ok.mp4']);
});

test('two videos of one name are not written over each other', async () => {
  await mkdir(project.path('twins'));
  for (const name of ['a.mp4', 'a.mkv']) await writeFile(project.path('twins', name), '');
  const { code, stderr } = await mma('data', 'resize', 'twins', 'out');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/would both become/)]);
});
