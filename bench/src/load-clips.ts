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
import { median } from './stats.ts';

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
const ours = timed(async () => {
  for await (const batch of loader.iterate({ epoch })) if (batch.inputs.length === 0) throw new Error('empty');
  epoch++;
});
const oursWhole = timed(async () => {
  await using reader = await VideoReader.open(firstClip);
  await reader.read(Array.from({ length: reader.info.numFrames }, (_, i) => i));
});

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
await compare([ours, ...samplers], clips.length, 'clip');
await loader.close();

const decoders = hasRivals
  ? [
      await rival('PyAV', ['--decoder', 'av', '--all-frames', firstClip]),
      await rival('OpenCV', ['--decoder', 'cv2', '--all-frames', firstClip]),
    ]
  : [];
console.log('all frames of one clip');
await compare([oursWhole, ...decoders], 1, 'pass');

/** Work of ours, with its processor time over all threads. */
function timed(work: () => Promise<void>): Rival {
  let cpu = 0;
  return {
    name: 'MMA',
    async step() {
      const start = performance.now();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      cpu = (user + system) / 1000;
      return performance.now() - start;
    },
    get cpu() {
      return cpu;
    },
    close() {},
  };
}

/** Measures in turns, after two passes each that are not counted. */
async function compare(all: readonly Rival[], count: number, unit: string): Promise<void> {
  const times = new Map(all.map((each) => [each, { wall: [] as number[], cpu: [] as number[] }]));
  for (let pass = -2; pass < passes; pass++) {
    for (const each of all) {
      const wall = await each.step();
      if (pass < 0) continue;
      times.get(each)!.wall.push(wall / count);
      times.get(each)!.cpu.push(each.cpu! / count);
    }
  }
  const middle = (each: Rival, kind: 'wall' | 'cpu'): number => median(times.get(each)![kind]);
  for (const each of all) {
    const [wall, cpu] = [middle(each, 'wall'), middle(each, 'cpu')];
    const fastest = Math.min(...times.get(each)!.wall);
    console.log(
      `  ${each.name.padEnd(18)} ${wall.toFixed(1)} ms a ${unit} (at best ${fastest.toFixed(1)}), ${(1000 / wall).toFixed(1)} a second; ` +
        `processor time ${cpu.toFixed(1)} ms`,
    );
  }
  const others = all.slice(1);
  if (others.length === 0) return;
  const ratio = (kind: 'wall' | 'cpu'): string =>
    (Math.min(...others.map((each) => middle(each, kind))) / middle(all[0]!, kind)).toFixed(2);
  console.log(
    `  MMA is ${ratio('wall')} × as fast as the best of them, and takes 1 / ${ratio('cpu')} of the processor time`,
  );
  for (const each of others) each.close();
}
