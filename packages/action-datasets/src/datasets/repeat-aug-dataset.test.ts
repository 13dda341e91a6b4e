import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATASETS, Random, type Sample } from '@mma/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeRamp } from '../testing/ramp-video.js';
import type { RepeatAugDataset } from './repeat-aug-dataset.js';
import '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repeat-aug-'));
  await writeRamp(join(folder, 'ramp.mp4'), { frames: 20 });
  await writeFile(join(folder, 'list.txt'), 'ramp.mp4 1\n');
});
afterAll(() => rm(folder, { recursive: true }));

const pipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, num_clips: 2 },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 40] },
  { type: 'RandomCrop', size: 32 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs', meta_keys: ['frame_inds', 'img_shape'] },
];

async function item(options: Record<string, unknown> = {}, seed = 0): Promise<Sample[]> {
  const config = { type: 'RepeatAugDataset', ann_file: 'list.txt', data_root: folder, pipeline, ...options };
  const dataset = DATASETS.build(config) as RepeatAugDataset;
  await dataset.load();
  return dataset.get(0, Random.of(seed));
}

const frames = (samples: Sample[]) =>
  samples.map((sample) => [...(sample.dataSample.metainfo['frame_inds'] as Int32Array)]);

test('a video gives several samples, each with frames of its own', async () => {
  const samples = await item({ num_repeats: 3 });
  expect(samples.map((sample) => sample.inputs.shape)).toEqual(Array(3).fill([2, 32, 32, 3]));
  expect(samples.map((sample) => sample.dataSample.gtLabel)).toEqual([[1], [1], [1]]);
  expect(new Set(frames(samples).map(String)).size).toBeGreaterThan(1);
  samples.forEach(({ inputs }, i) => {
    frames(samples)[i]!.forEach((frame, t) => {
      expect(Math.abs(inputs.data[t * 32 * 32 * 3]! - 10 * frame)).toBeLessThanOrEqual(3);
    });
  });
});

test('sample_once gives all the same frames, and crops of their own', async () => {
  const samples = await item({ num_repeats: 4, sample_once: true });
  expect(new Set(frames(samples).map(String)).size).toBe(1);
  expect(new Set(samples.map(({ inputs }) => inputs.data.buffer)).size).toBe(4);
});

test('the same stream gives the same samples', async () => {
  expect(await item({}, 5)).toEqual(await item({}, 5));
});

test('another order of steps, and test mode, are refused', async () => {
  await expect(item({ pipeline: pipeline.slice(1) })).rejects.toThrow(
    /must begin with steps that open, sample and decode/,
  );
  await expect(item({ test_mode: true })).rejects.toThrow(/repeats are for training/);
});
