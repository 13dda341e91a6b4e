import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VideoDataset } from '../../datasets/video-dataset.js';
import { FormatShape } from '../../transforms/formatting/format-shape.js';
import { checkClips } from './check-clips.js';
import { checkFrames } from './check-frames.js';
import { datasetStats, spread } from './dataset-stats.js';
import { type ListedClip, listedClips } from './listed-clips.js';

let folder: string;
let clips: ListedClip[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-datasets-'));
  for (const [name, frames, fps] of [
    ['a.mp4', 10, 10],
    ['b.mp4', 30, 10],
    ['c.mp4', 25, 25],
  ] as const) {
    const writer = await VideoWriter.create(join(folder, name), { fps, width: 32, height: 16 });
    for (let i = 0; i < frames; i++) await writer.write(new Uint8Array(32 * 16 * 3).fill(i));
    await writer.close();
  }
  await writeFile(join(folder, 'broken.mp4'), 'nothing');
  clips = [
    ...(await listed('train', 'a.mp4 0\nb.mp4 1\nbroken.mp4 1\na.mp4 0\n')),
    ...(await listed('val', 'c.mp4 1\nb.mp4 1\ngone.mp4 0\n')),
  ];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listed(split: string, lines: string): Promise<ListedClip[]> {
  await writeFile(join(folder, `${split}.txt`), lines);
  const pipeline = [new FormatShape({ inputFormat: 'NCHW' })];
  const dataset = new VideoDataset({ annFile: `${split}.txt`, dataRoot: folder, pipeline });
  await dataset.load();
  return listedClips(dataset, split);
}

test('every file is looked at once; what is broken, shared or repeated is told', async () => {
  const at = (name: string) => join(folder, name);
  const progress: string[] = [];
  const report = await checkClips(clips, { onProgress: (done, total) => progress.push(`${done}/${total}`) });
  expect(report).toEqual({
    checked: 5,
    broken: [
      { path: at('broken.mp4'), splits: ['train'], code: 'MMA_VIDEO_CORRUPT', message: expect.any(String) },
      { path: at('gone.mp4'), splits: ['val'], code: 'MMA_VIDEO_NOT_FOUND', message: expect.any(String) },
    ],
    shared: [{ path: at('b.mp4'), splits: ['train', 'val'] }],
    repeated: [{ path: at('a.mp4'), split: 'train', times: 2 }],
  });
  expect(progress.at(-1)).toBe('5/5');
});

test('classes, lengths, sizes and rates of each split', async () => {
  const [train, val] = await datasetStats(clips);
  expect(train).toMatchObject({
    split: 'train',
    clips: 4,
    classes: [
      { label: 0, clips: 2 },
      { label: 1, clips: 2 },
    ],
    unlabelled: 0,
    unreadable: 1,
    duration: { min: 1, median: 1, mean: 5 / 3, max: 3 },
    frames: { min: 10, max: 30 },
    sizes: [{ value: '32×16', clips: 3 }],
    rates: [{ value: '10', clips: 3 }],
    codecs: [{ value: 'h264', clips: 3 }],
    durations: [1, 3, 1],
  });
  expect(val!.rates).toEqual([
    { value: '25', clips: 1 },
    { value: '10', clips: 1 },
  ]);
});

test('the median of an even number of values lies between the middle two', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, mean: 2.5, max: 4 });
});

describe('folders of frames', () => {
  test('hold the frames that are promised, or the first missing one is named', async () => {
    const frames = join(folder, 'frames');
    await mkdir(frames);
    for (const number of [1, 2, 4]) await writeFile(join(frames, `img_0000${number}.jpg`), '');
    const names = { count: 2, first: 1, template: 'img_{:05}.jpg', modality: 'RGB' };
    expect(await checkFrames(frames, names)).toBeUndefined();
    expect((await checkFrames(frames, { ...names, count: 4 }))?.message).toMatch(
      /lacks 1 of its 4 frames.*img_00003\.jpg/,
    );
    expect((await checkFrames(join(folder, 'none'), names))?.code).toBe('MMA_DATA_FRAMES_NOT_FOUND');
  });

  test('of flow hold both directions', async () => {
    const flow = join(folder, 'flow');
    await mkdir(flow);
    for (const name of ['x_00001.jpg', 'y_00001.jpg', 'x_00002.jpg']) await writeFile(join(flow, name), '');
    const names = { count: 2, first: 1, template: '{}_{:05d}.jpg', modality: 'Flow' };
    expect((await checkFrames(flow, names))?.message).toMatch(/lacks 1 of its 2 frames.*y_00002\.jpg/);
  });
});
