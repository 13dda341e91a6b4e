/**
 * Training samples of TSN (3 frames of a clip, resized, cropped, flipped) through two data workers, beside PyTorch's DataLoader
 * with two workers over PyAV and OpenCV; and all frames of one clip. Same clips, same pipeline, in turns.
 *
 *   pnpm --filter @mma/bench load-clips LIST FOLDER [passes] [workers]
 *
 * LIST is an annotation file (`clip.mp4 label` a line), FOLDER where its clips are. Without PyTorch, PyAV and OpenCV in the
 * Python that `MMA_BENCH_PYTHON` names, only our figures are printed.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataLoader } from '@mma/engine';
import '@mma/action-datasets';
import { VideoReader } from '@mma/video';
import { python, type Rival, startRival } from './rival.ts';
import { describe, median } from './stats.ts';

const [list, folder, passesGiven = '8', workersGiven = '2'] = process.argv.slice(2);
if (list === undefined || folder === undefined) throw new Error('usage: load-clips LIST FOLDER [passes] [workers]');
const passes = Number(passesGiven);
const workers = Number(workersGiven);
const clips = (await readFile(list, 'utf8')).split('\n').filter((line) => line.trim() !== '');
const firstClip = join(folder, clips[0]!.split(' ')[0]!);

const loader = await DataLoader.fromConfig(
  {
    batch_size: 4,
    num_workers: workers,
    persistent_workers: true,
    prefetch_factor: 2,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: {
      type: 'VideoDataset',
      ann_file: list,
      data_prefix: { video: folder },
      pipeline: [
        { type: 'DecordInit' },
        { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
        { type: 'DecordDecode' },
        { type: 'Resize', scale: [-1, 256] },
        {
          type: 'MultiScaleCrop',
          input_size: 224,
          scales: [1, 0.875, 0.75, 0.66],
          random_crop: false,
          max_wh_scale_gap: 1,
        },
        { type: 'Resize', scale: [224, 224], keep_ratio: false },
        { type: 'Flip', flip_ratio: 0.5 },
        { type: 'FormatShape', input_format: 'NCHW' },
        { type: 'PackActionInputs' },
      ],
    },
  },
  { seed: 0, modules: ['@mma/action-datasets'], from: import.meta.filename },
);
let epoch = 0;
const ours: Rival = {
  name: 'MMA',
  async step() {
    const start = performance.now();
    for await (const batch of loader.iterate({ epoch: epoch++ }))
      if (batch.inputs.length === 0) throw new Error('empty');
    return performance.now() - start;
  },
  close: () => void loader.close(),
};
const oursWhole: Rival = {
  name: 'MMA',
  async step() {
    const start = performance.now();
    await using reader = await VideoReader.open(firstClip);
    await reader.read(Array.from({ length: reader.info.numFrames }, (_, i) => i));
    return performance.now() - start;
  },
  close() {},
};

const hasRivals = spawnSync(python, ['-c', 'import torch, av, cv2']).status === 0;
if (!hasRivals) console.log('PyTorch, PyAV and OpenCV are not all installed: no rivals');
const rival = (name: string, flags: readonly string[]): Promise<Rival> => startRival(name, 'load_clips.py', flags);
const listed = ['--list', list, '--root', folder, '--workers', String(workers)];
const samplers = hasRivals
  ? [
      await rival('PyAV', ['--decoder', 'av', ...listed]),
      await rival('OpenCV, seeking', ['--decoder', 'cv2', ...listed]),
      await rival('OpenCV, sweeping', ['--decoder', 'cv2-grab', ...listed]),
    ]
  : [];
console.log(`${clips.length} clips a pass, ${workers} workers`);
await compare([ours, ...samplers], (ms) => `${((clips.length / ms) * 1000).toFixed(1)} clips/s`);

const decoders = hasRivals
  ? [
      await rival('PyAV', ['--decoder', 'av', '--all-frames', firstClip]),
      await rival('OpenCV', ['--decoder', 'cv2', '--all-frames', firstClip]),
    ]
  : [];
console.log('all frames of one clip');
await compare([oursWhole, ...decoders], (ms) => `${ms.toFixed(0)} ms`);

/** Measures in turns, after one pass each that is not counted. */
async function compare(all: readonly Rival[], rate: (ms: number) => string): Promise<void> {
  const times = new Map(all.map((each) => [each, [] as number[]]));
  for (let pass = 0; pass <= passes; pass++) {
    for (const each of all) {
      const time = await each.step();
      if (pass > 0) times.get(each)!.push(time);
    }
  }
  const middle = (each: Rival): number => median(times.get(each)!);
  for (const each of all) console.log(`  ${each.name.padEnd(18)} ${rate(middle(each))}, ${describe(times.get(each)!)}`);
  const others = all.slice(1);
  if (others.length > 0) {
    console.log(
      `  MMA is ${(Math.min(...others.map(middle)) / middle(all[0]!)).toFixed(2)} × as fast as the best of them`,
    );
  }
  for (const each of all) each.close();
}
