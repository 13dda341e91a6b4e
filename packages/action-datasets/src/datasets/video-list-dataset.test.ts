import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATASETS, Random, type Sample } from '@mma/engine';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import '../index.js';

const pipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
let folder: string;
let video: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-list-'));
  video = join(folder, 'ramp.mp4');
  const writer = await VideoWriter.create(video, { fps: 10, width: 64, height: 48 });
  for (let i = 0; i < 12; i++) await writer.write(new Uint8Array(64 * 48 * 3).fill(20 * i));
  await writer.close();
});

afterAll(() => rm(folder, { recursive: true }));

test('videos without labels become the same pixels as those of an annotation file', async () => {
  await writeFile(join(folder, 'list.txt'), 'ramp.mp4 1\n');
  const listed = DATASETS.build({ type: 'VideoListDataset', videos: [video], pipeline });
  const annotated = DATASETS.build({ type: 'VideoDataset', ann_file: 'list.txt', data_root: folder, pipeline });
  await Promise.all([listed.load(), annotated.load()]);
  const items = await Promise.all([listed.get(0, Random.of(0)), annotated.get(0, Random.of(0))]);
  const [one, other] = items.flat() as [Sample, Sample];
  expect(one.inputs).toEqual(other.inputs);
  expect(one.dataSample.gtLabel).toBeUndefined();
});

test('a missing video is named', async () => {
  const dataset = DATASETS.build({ type: 'VideoListDataset', videos: ['gone.mp4'], pipeline });
  await expect(dataset.get(0, Random.of(0))).rejects.toThrow('gone.mp4');
});
