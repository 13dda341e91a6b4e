import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataLoader } from '@mma/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeStickActions } from '../stick-actions/make-stick-actions.js';
import '../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loader-'));
  await makeStickActions(join(folder, 'stick_actions'), { counts: { train: 5, val: 0, test: 0 }, workers: 0 });
});
afterAll(() => rm(folder, { recursive: true }));

async function epoch(numWorkers: number, list = 'stick_actions_train_video.txt'): Promise<string[]> {
  const loader = await DataLoader.fromConfig(
    {
      batch_size: 2,
      num_workers: numWorkers,
      on_error: { policy: 'skip', max_share: 0.5 },
      sampler: { type: 'DefaultSampler', shuffle: true },
      dataset: {
        type: 'VideoDataset',
        ann_file: join(folder, 'stick_actions', list),
        data_prefix: { video: join(folder, 'stick_actions', 'train') },
        pipeline: [
          { type: 'DecordInit' },
          { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
          { type: 'DecordDecode' },
          { type: 'Resize', scale: [-1, 72] },
          { type: 'MultiScaleCrop', input_size: 64, scales: [1, 0.875], max_wh_scale_gap: 1 },
          { type: 'Resize', scale: [64, 64], keep_ratio: false },
          { type: 'Flip', flip_ratio: 0.5 },
          { type: 'FormatShape', input_format: 'NCHW' },
          { type: 'PackActionInputs' },
        ],
      },
    },
    { seed: 3, modules: ['@mma/action-datasets'], from: import.meta.filename },
  );
  const hashes: string[] = [];
  for await (const { inputs, dataSamples } of loader.iterate({ epoch: 1 })) {
    inputs.forEach(({ data, shape }, i) => {
      expect(shape).toEqual([3, 64, 64, 3]);
      hashes.push(`${dataSamples[i]!.gtLabel} ${createHash('sha256').update(data).digest('hex')}`);
    });
  }
  await loader.close();
  return hashes;
}

test('real videos give the same bytes and labels on 0, 1, 2 and 4 workers', async () => {
  const alone = await epoch(0);
  expect(new Set(alone).size).toBe(5);
  for (const workers of [1, 2, 4]) expect(await epoch(workers), `${workers} workers`).toEqual(alone);
});

test('the same with broken videos among them, others in their place', async () => {
  const root = join(folder, 'stick_actions');
  const lines = (await readFile(join(root, 'stick_actions_train_video.txt'), 'utf8')).trimEnd().split('\n');
  const [name, label] = lines[0]!.split(' ');
  const whole = await readFile(join(root, 'train', name!));
  await writeFile(join(root, 'train', 'cut.mp4'), whole.subarray(0, 100));
  await writeFile(join(root, 'train', 'empty.mp4'), '');
  await writeFile(join(root, 'broken.txt'), [...lines, `cut.mp4 ${label}`, 'empty.mp4 0', ''].join('\n'));
  const alone = await epoch(0, 'broken.txt');
  expect(alone).toHaveLength(7);
  expect(await epoch(2, 'broken.txt')).toEqual(alone);
});
