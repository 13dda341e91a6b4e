import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DATASETS, type NdArray, Random, samplesOf } from '@mma/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRamp } from '../testing/ramp-video.js';
import type { FolderDataset } from './folder-dataset.js';
import '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folders-'));
});
afterAll(() => rm(folder, { recursive: true }));

const pipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, num_clips: 2, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'PackActionInputs' },
];

async function touch(...names: string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
  }
}

async function load(root: string, more: Record<string, unknown> = {}): Promise<FolderDataset> {
  const config = { type: 'FolderDataset', root, data_root: folder, pipeline, ...more };
  const dataset = DATASETS.build(config) as FolderDataset;
  await dataset.load();
  return dataset;
}

const names = (dataset: FolderDataset) =>
  Array.from({ length: dataset.length }, (_, i) => {
    const { filename, label } = dataset.getDataInfo(i);
    return `${(filename as string).slice(folder.length + 1)} ${label}`;
  });

describe('folders of classes', () => {
  test('are a dataset: classes by name, in alphabetical order', async () => {
    await touch(
      'a/walk/1.mp4',
      'a/walk/deep/2.MKV',
      'a/jump high/3 (1).avi',
      'a/jump high/.hidden.mp4',
      'a/.cache/4.mp4',
    );
    const dataset = await load('a');
    expect(names(dataset)).toEqual(['a/jump high/3 (1).avi 0', 'a/walk/1.mp4 1', 'a/walk/deep/2.MKV 1']);
    expect(dataset.metainfo.classes).toEqual(['jump high', 'walk']);
    expect(dataset.notes).toEqual([]);
  });

  test('give clips of their videos', async () => {
    await mkdir(join(folder, 'real', 'clap'), { recursive: true });
    await writeRamp(join(folder, 'real', 'clap', 'ramp.mp4'), { frames: 20 });
    const { inputs, dataSample } = samplesOf(await (await load('real')).get(0, Random.of(0)))[0]!;
    expect((inputs as NdArray).shape).toEqual([2, 48, 64, 3]);
    expect(dataSample.gtLabel).toEqual([0]);
  });

  test('may have their order given, and names with underscores', async () => {
    await touch('b/jump_high/1.mp4', 'b/walk/2.mp4');
    const classes = ['walk', 'stand', 'jump high'];
    const dataset = await load('b', { metainfo: { classes } });
    expect(names(dataset)).toEqual(['b/jump_high/1.mp4 2', 'b/walk/2.mp4 0']);
    expect(dataset.notes).toEqual([`no video of stand in the split all of ${join(folder, 'b')}`]);
    await expect(load('b', { metainfo: { classes: ['walks', 'jump high'] } })).rejects.toMatchObject({
      code: 'MMA_DATA_LABEL_NAME',
      hint: 'did you mean "walks"?',
    });
  });

  test('may be called by numbers, which are names then', async () => {
    await touch('n/2/1.mp4', 'n/10/2.mp4');
    expect(names(await load('n'))).toEqual(['n/10/2.mp4 0', 'n/2/1.mp4 1']);
  });

  test('what is left out is counted', async () => {
    await touch('c/walk/1.mp4', 'c/walk/1.jpg', 'c/walk/2.jpg', 'c/readme', 'c/stray.mp4');
    const root = join(folder, 'c');
    expect((await load('c')).notes).toEqual([
      `3 files in ${root} that are no videos (2 .jpg, 1 without an extension): left out`,
      `1 video in ${root} in no folder of a class: left out`,
    ]);
  });
});

describe('splits', () => {
  const split = async (root: string, name: string, more = {}) => names(await load(root, { split: name, ...more }));

  test('part the videos by their names alone: videos that come later move no other', async () => {
    const videos = (from: number, to: number) =>
      ['walk', 'jump'].flatMap((label) => Array.from({ length: to - from }, (_, i) => `d/${label}/${from + i}.mp4`));
    await touch(...videos(0, 50));
    const before = await Promise.all(['train', 'val', 'test'].map((name) => split('d', name)));
    expect(before.flat().sort()).toEqual((await split('d', 'all')).sort());
    expect(before.map((part) => part.length)).toEqual([
      expect.closeTo(70, -1.5),
      expect.closeTo(15, -1),
      expect.closeTo(15, -1),
    ]);
    await touch(...videos(50, 100));
    for (const [i, name] of ['train', 'val', 'test'].entries()) {
      expect(await split('d', name)).toEqual(expect.arrayContaining(before[i]!));
    }
    expect((await split('d', 'val', { split_ratio: [1, 1] })).length).toBeGreaterThan(75);
  });

  test('are the folders train, val and test where there are such', async () => {
    await touch('e/train/walk/1.mp4', 'e/train/jump/2.mp4', 'e/val/walk/3.mp4');
    expect(await split('e', 'train')).toEqual(['e/train/jump/2.mp4 0', 'e/train/walk/1.mp4 1']);
    expect(await split('e', 'val')).toEqual(['e/val/walk/3.mp4 1']);
    expect(await split('e', 'all')).toHaveLength(3);
  });

  test('that get no video are an error', async () => {
    await touch('f/walk/1.mp4');
    await expect(split('f', 'test', { split_ratio: [1, 1] })).rejects.toMatchObject({
      code: 'MMA_DATA_SPLIT_EMPTY',
      hint: expect.stringContaining('train 1, val 1, test 0'),
    });
  });
});

describe('mistakes are said where they are', () => {
  test('a model with another number of classes', async () => {
    await touch('g/walk/1.mp4', 'g/jump/2.mp4');
    const dataset = await load('g');
    expect(() => dataset.assertLabelsBelow(2)).not.toThrow();
    expect(() => dataset.assertLabelsBelow(400)).toThrow(/g has 2 classes \(jump, walk\), and num_classes is 400/);
    await expect(load('g', { num_classes: 3 })).rejects.toMatchObject({ code: 'MMA_DATA_CLASS_COUNT' });
  });

  test('no folder, no videos, no classes', async () => {
    await touch('h/walk/1.jpg', 'i/1.mp4');
    await expect(load('none')).rejects.toMatchObject({ code: 'MMA_DATA_FOLDER_NOT_FOUND' });
    await expect(load('i/1.mp4')).rejects.toThrow(/is a file/);
    await expect(load('h')).rejects.toThrow(/h holds no video, but 1 other file \(1 \.jpg\)/);
    await expect(load('i')).rejects.toThrow(/i holds 1 video, and none in a folder of its class/);
  });
});
