import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTIONS } from './actions.js';
import { makeStickActions } from './make-stick-actions.js';
import { renderClip } from './render-clip.js';

const counts = { train: 6, val: 5, test: 1 };
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stick-actions-'));
});
afterAll(() => rm(home, { recursive: true }));

const hashOf = async (folder: string, file: string) =>
  createHash('sha256')
    .update(await readFile(join(home, folder, file)))
    .digest('hex');
const framesHash = (keys: (number | string)[], label = 0) => {
  const hash = createHash('sha256');
  for (const frame of renderClip(ACTIONS[label]!, keys)) hash.update(frame);
  return hash.digest('hex');
};

test('a dataset has balanced clips of 3 s, annotations and a label map', async () => {
  const progress: number[] = [];
  const made = await makeStickActions(join(home, 'a'), {
    counts,
    workers: 2,
    onProgress: (done, total) => progress.push(done / total),
  });
  expect(made).toEqual({ reused: false, folder: join(home, 'a'), clips: 12 });
  expect(progress).toHaveLength(12);
  expect(progress.at(-1)).toBe(1);
  const text = (name: string) => readFile(join(home, 'a', name), 'utf8');
  expect(await text('stick_actions_train_video.txt')).toBe(
    'waving/000.mp4 0\nclapping/000.mp4 1\njumping_jack/000.mp4 2\nsquat/000.mp4 3\nrunning_on_the_spot/000.mp4 4\nwaving/001.mp4 0\n',
  );
  expect(await text('stick_actions_test_video.txt')).toBe('waving/000.mp4 0\n');
  expect(await text('label_map_stick_actions.txt')).toBe(
    'waving\nclapping\njumping jack\nsquat\nrunning on the spot\n',
  );
  expect(await probe(join(home, 'a', 'val', 'squat', '000.mp4'))).toMatchObject({
    width: 320,
    height: 240,
    numFrames: 45,
    fps: 15,
    codec: 'h264',
  });
  // 180 clips are to fit on 15 MB.
  expect((await stat(join(home, 'a', 'train', 'jumping_jack', '000.mp4'))).size).toBeLessThan(83_000);
});

test('a complete dataset of another seed and other counts is kept on request', async () => {
  const other = { seed: 7, counts: { train: 1, val: 1, test: 1 }, workers: 1 };
  await makeStickActions(join(home, 'other', 'kept'), other);
  expect(await makeStickActions(join(home, 'other', 'kept'), { counts, keepAny: true })).toMatchObject({
    reused: true,
    clips: 3,
  });
  expect(await makeStickActions(join(home, 'other', 'kept'), other)).toMatchObject({ reused: true });
  await rm(join(home, 'other', 'kept', 'val', 'waving', '000.mp4'));
  expect(await makeStickActions(join(home, 'other', 'kept'), { ...other, keepAny: true })).toMatchObject({
    reused: false,
  });
  await rm(join(home, 'other'), { recursive: true });
});

test('the same seed makes the same files, on any number of threads; nothing else is left behind', async () => {
  await makeStickActions(join(home, 'b'), { counts, workers: 1 });
  for (const file of ['train/waving/001.mp4', 'val/squat/000.mp4', 'stick_actions.json']) {
    expect(await hashOf('b', file), file).toBe(await hashOf('a', file));
  }
  expect((await readdir(home)).sort()).toEqual(['a', 'b']);
});

test('a complete dataset is reused, an incomplete one or one of another seed made anew', async () => {
  const one = { train: 1, val: 0, test: 0 };
  const out = join(home, 'c');
  const make = async (seed: number) => (await makeStickActions(out, { counts: one, seed, workers: 0 })).reused;
  expect(await make(1)).toBe(false);
  expect(await make(1)).toBe(true);
  expect(await make(2)).toBe(false);
  await truncate(join(out, 'train', 'waving', '000.mp4'), 100);
  expect(await make(2)).toBe(false);
  expect(await make(2)).toBe(true);
  await rm(out, { recursive: true });
});

test('a folder of somebody else’s is left alone', async () => {
  await writeFile(join(home, 'mine.txt'), 'mine');
  await expect(makeStickActions(home, { counts, workers: 0 })).rejects.toMatchObject({
    code: 'MMA_DATA_FOLDER_IN_USE',
  });
  await expect(makeStickActions(join(home, 'mine.txt'), { counts, workers: 0 })).rejects.toMatchObject({
    code: 'MMA_DATA_FOLDER_IN_USE',
  });
  expect(await readFile(join(home, 'mine.txt'), 'utf8')).toBe('mine');
});

test('frames follow from the keys: each split, class and number draws its own', () => {
  const hashes = [
    framesHash([0, 'train', 'waving', 0]),
    framesHash([0, 'val', 'waving', 0]),
    framesHash([0, 'train', 'waving', 1]),
    framesHash([1, 'train', 'waving', 0]),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(framesHash([0, 'train', 'waving', 0])).toBe(hashes[0]);
});
