/**
 * `mma browse-dataset` over 100 clips with the pipeline of TSN's getting-started config, beside decoding the same frames of the same
 * clips on as many threads. In turns.
 *
 *   pnpm --filter @mma/bench browse LIST FOLDER [clips] [rounds]
 *
 * LIST is an annotation file (`clip.mp4 label` a line), FOLDER where its clips are; a short list is gone through several times.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataLoader } from '@mma/engine';
import '@mma/action-datasets';
import { browseDataset } from '@mma/visualization';
import { median } from './stats.ts';

const [list, clipFolder, clipsGiven = '100', roundsGiven = '3'] = process.argv.slice(2);
if (list === undefined || clipFolder === undefined) throw new Error('usage: browse LIST FOLDER [clips] [rounds]');
const clips = Number(clipsGiven);
const workers = Math.min(availableParallelism(), 8);
const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
const lines = (await readFile(list, 'utf8')).split('\n').filter((line) => line.trim() !== '');
const annotations = join(folder, 'list.txt');
await writeFile(annotations, Array.from({ length: clips }, (_, i) => `${lines[i % lines.length]}\n`).join(''));

const decode = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
  { type: 'DecordDecode' },
];
const pack = [{ type: 'FormatShape', input_format: 'NCHW' }, { type: 'PackActionInputs' }];
const augment = [
  { type: 'Resize', scale: [-1, 256] },
  { type: 'MultiScaleCrop', input_size: 224, scales: [1, 0.875, 0.75, 0.66], random_crop: false, max_wh_scale_gap: 1 },
  { type: 'Resize', scale: [224, 224], keep_ratio: false },
  { type: 'Flip', flip_ratio: 0.5 },
];
const dataset = (pipeline: object[]) => ({
  type: 'VideoDataset',
  ann_file: annotations,
  data_prefix: { video: clipFolder },
  pipeline,
});
const modules = ['@mma/action-datasets'];
const from = import.meta.filename;

/** Samples through a data loader with as many threads as browsing has. */
async function load(pipeline: object[]): Promise<void> {
  const loader = await DataLoader.fromConfig(
    { batch_size: 1, num_workers: workers, dataset: dataset(pipeline) },
    { seed: 0, modules, from },
  );
  for await (const batch of loader.iterate({ epoch: 0 })) if (batch.inputs.length === 0) throw new Error('empty');
  await loader.close();
}

async function browse(mode: 'original' | 'transformed' | 'pipeline'): Promise<void> {
  const source = { dataset: dataset([...decode, ...augment, ...pack]), modules, from };
  const written = await browseDataset(source, join(folder, mode), { mode, workers });
  const failed = written.find(({ problem }) => problem !== undefined);
  if (failed) throw new Error(failed.problem);
}

const works: Record<string, () => Promise<void>> = {
  'decode the same frames': () => load([...decode, ...pack]),
  'decode and augment': () => load([...decode, ...augment, ...pack]),
  'browse, original': () => browse('original'),
  'browse, transformed': () => browse('transformed'),
  'browse, pipeline': () => browse('pipeline'),
};
const times: Record<string, { wall: number[]; cpu: number[] }> = {};
try {
  for (let round = 0; round < Number(roundsGiven); round++) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now();
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      times[name] ??= { wall: [], cpu: [] };
      times[name].wall.push((performance.now() - start) / 1000);
      times[name].cpu.push((user + system) / 1e6);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
const base = times['decode the same frames']!;
console.log(`${clips} clips, ${workers} threads, medians of ${roundsGiven} rounds, threads' start included`);
for (const [name, taken] of Object.entries(times)) {
  const figures = (['wall', 'cpu'] as const).map((kind) => {
    const time = median(taken[kind]);
    return `${time.toFixed(2).padStart(7)} s ${(time / median(base[kind])).toFixed(2).padStart(5)} ×`;
  });
  console.log(`${name.padEnd(24)} ${figures[0]}   processor ${figures[1]}`);
}
