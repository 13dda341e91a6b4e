import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataLoader, type NdArray } from '@mma/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeRamp } from '../testing/ramp-video.js';
import { writeFrames } from '../testing/write-frames.js';
import '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workers-'));
  await writeFrames(join(folder, 'a'), 20);
  await writeFrames(join(folder, 'b'), 20);
  await writeFile(join(folder, 'frames.txt'), 'a 20 0\nb 20 1\n');
  await writeRamp(join(folder, 'a.mp4'), { frames: 20 });
  await writeRamp(join(folder, 'b.mp4'), { frames: 20 });
  await writeFile(join(folder, 'videos.txt'), 'a.mp4 0\nb.mp4 1\n');
});
afterAll(() => rm(folder, { recursive: true }));

const sample = { type: 'SampleFrames', clip_len: 1, num_clips: 3 };
const rest = [
  { type: 'RandomCrop', size: 24 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const video = [{ type: 'DecordInit' }, sample, { type: 'DecordDecode' }, ...rest];
const frames = () => ({
  type: 'RawframeDataset',
  ann_file: 'frames.txt',
  data_root: folder,
  pipeline: [sample, { type: 'RawFrameDecode' }, ...rest],
});
const videos = (type: string, more = {}) => ({
  type,
  ann_file: 'videos.txt',
  data_root: folder,
  pipeline: video,
  ...more,
});

async function hashes(numWorkers: number, dataset: object, more: object = {}): Promise<string[]> {
  const loader = await DataLoader.fromConfig(
    { batch_size: 2, num_workers: numWorkers, dataset, ...more },
    { seed: 3, modules: ['@mma/action-datasets'], from: import.meta.filename },
  );
  const found: string[] = [];
  for await (const { inputs, dataSamples } of loader.iterate({ epoch: 1 })) {
    (inputs as NdArray[]).forEach(({ data }, i) => {
      found.push(`${dataSamples[i]!.gtLabel} ${createHash('sha256').update(data).digest('hex')}`);
    });
  }
  await loader.close();
  return found;
}

test.each([
  ['folders of frames', () => frames(), {}, 2],
  [
    'wrappers',
    () => ({
      type: 'RepeatDataset',
      times: 2,
      dataset: { type: 'ConcatDataset', datasets: [frames(), videos('VideoDataset')] },
    }),
    {},
    8,
  ],
  [
    'repeated augmentation',
    () => videos('RepeatAugDataset', { num_repeats: 3 }),
    { collate_fn: { type: 'repeat_pseudo_collate' } },
    6,
  ],
])('%s give the same bytes with and without workers', async (_, dataset, more, count) => {
  const alone = await hashes(0, dataset(), more);
  expect(alone).toHaveLength(count);
  expect(new Set(alone).size).toBe(count);
  expect(await hashes(2, dataset(), more)).toEqual(alone);
});
