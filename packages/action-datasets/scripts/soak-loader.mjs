// Many samples through the data workers: node soak-loader.mjs [SAMPLES = 100000] [WORKERS = 2]. Build first.
// Prints the resident memory as it goes; ends with an error where it grows after the first tenth (of 20 000 samples at least).
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataLoader } from '@mma/engine';
import { VideoWriter } from '@mma/video';
import '../dist/index.js';

const [samples = 100_000, workers = 2] = process.argv.slice(2).map(Number);
const MOST_GROWTH_MB = 64;
const CLIPS = 20;
const LINES = 1000;
const folder = await mkdtemp(join(tmpdir(), 'mma-soak-'));
for (let clip = 0; clip < CLIPS; clip++) {
  const writer = await VideoWriter.create(join(folder, `${clip}.mp4`), { fps: 10, width: 64, height: 48, gop: 5 });
  for (let frame = 0; frame < 12; frame++) await writer.write(new Uint8Array(64 * 48 * 3).fill(clip * 12 + frame));
  await writer.close();
}
const list = join(folder, 'list.txt');
await writeFile(list, Array.from({ length: LINES }, (_, i) => `${i % CLIPS}.mp4 ${i % 2}\n`).join(''));
const loader = await DataLoader.fromConfig(
  {
    batch_size: 10,
    num_workers: workers,
    persistent_workers: true,
    sampler: { type: 'DefaultSampler', shuffle: true },
    dataset: {
      type: 'VideoDataset',
      ann_file: list,
      data_prefix: { video: folder },
      pipeline: [
        { type: 'DecordInit' },
        { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3 },
        { type: 'DecordDecode' },
        { type: 'Resize', scale: [-1, 40] },
        { type: 'RandomResizedCrop' },
        { type: 'Resize', scale: [32, 32], keep_ratio: false },
        { type: 'Flip', flip_ratio: 0.5 },
        { type: 'FormatShape', input_format: 'NCHW' },
        { type: 'PackActionInputs' },
      ],
    },
  },
  { seed: 0, modules: ['@mma/action-datasets'], from: import.meta.filename },
);
const started = performance.now();
const sizes = [];
let done = 0;
for (let epoch = 0; done < samples; epoch++) {
  for await (const { inputs } of loader.iterate({ epoch })) {
    done += inputs.length;
    if (done % Math.max(10, Math.floor(samples / 100 / 10) * 10) !== 0) continue;
    sizes.push({ done, mb: process.memoryUsage.rss() / 2 ** 20 });
    if (sizes.length % 10 !== 0) continue;
    console.log(
      `${done} samples, ${sizes.at(-1).mb.toFixed(0)} MB, ${((done / (performance.now() - started)) * 1000).toFixed(0)} samples/s`,
    );
  }
}
await loader.close();
await rm(folder, { recursive: true });
// The least of a stretch: how much free memory the collector has not given back yet is not the loader's doing.
const least = (from, to) =>
  Math.min(...sizes.filter(({ done }) => done > from * samples && done <= to * samples).map(({ mb }) => mb));
const [early, late] = [least(0.1, 0.4), least(0.7, 1)];
console.log(`least: ${early.toFixed(0)} MB from 10 to 40 %, ${late.toFixed(0)} MB from 70 to 100 %`);
// Threads take some thousands of samples to reach their size.
if (samples >= 20_000 && late - early > MOST_GROWTH_MB)
  throw new Error(`memory grew by ${(late - early).toFixed(0)} MB`);
