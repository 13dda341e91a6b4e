import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCheckpoint } from '@mma/checkpoint';
import { VideoWriter } from '@mma/video';
import type { Terminal } from '../output/terminal.js';
import { buildModel } from '../run/build-model.js';

const BASES = fileURLToPath(new URL('../../../../configs/_base_/', import.meta.url));

const WIDTH = 64;
const HEIGHT = 48;
const FRAMES = 9;
const CLASSES = ['left', 'right'];

export interface TinyProject {
  folder: string;
  /** Its YAML config: TSN with ResNet-18 at 32 pixels, two classes, one epoch of four steps. */
  config: string;
  path(...parts: string[]): string;
  remove(): Promise<void>;
}

/**
 * A new folder with what a user has: 12 short clips of two classes (a square that moves left or right) in `clips/`,
 * the lists `train.txt` (8) and `val.txt` (4), `labels.txt` and `tiny.yaml`.
 */
export async function makeTinyProject(): Promise<TinyProject> {
  const folder = await mkdtemp(join(tmpdir(), 'mma-cli-'));
  const path = (...parts: string[]) => join(folder, ...parts);
  await mkdir(path('clips'), { recursive: true });
  const lines: string[] = [];
  for (let clip = 0; clip < 12; clip += 1) {
    const label = clip % CLASSES.length;
    const name = `${CLASSES[label]}_${clip}.mp4`;
    await drawClip(path('clips', name), { clip, rightwards: label === 1 });
    lines.push(`${name} ${label}\n`);
  }
  await writeFile(path('train.txt'), lines.slice(0, 8).join(''));
  await writeFile(path('val.txt'), lines.slice(8).join(''));
  await writeFile(path('labels.txt'), `${CLASSES.join('\n')}\n`);
  await writeFile(path('tiny.yaml'), configText(folder));
  return { folder, config: path('tiny.yaml'), path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Weights that nothing has been learned with, of the project's model. @returns the file */
export async function writeTinyWeights(project: TinyProject): Promise<string> {
  const terminal: Terminal = { print: () => {}, error: () => {}, style: (_style, text) => text, isInteractive: false };
  const { model } = await buildModel(project.config, { cfgOptions: undefined, terminal });
  model.initWeights(0);
  const file = project.path('weights.pth');
  await writeCheckpoint(file, { meta: {}, state_dict: await model.stateDict() });
  return file;
}

async function drawClip(file: string, { clip, rightwards }: { clip: number; rightwards: boolean }): Promise<void> {
  const writer = await VideoWriter.create(file, { fps: 10, width: WIDTH, height: HEIGHT });
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const picture = new Uint8Array(WIDTH * HEIGHT * 3).fill(40 + clip * 9);
    const left = (rightwards ? frame : FRAMES - 1 - frame) * 5 + (clip % 4);
    for (let y = 16; y < 32; y += 1) {
      for (let x = left; x < left + 16; x += 1) picture.set([220, 200 - clip * 10, clip * 15], (y * WIDTH + x) * 3);
    }
    await writer.write(picture);
  }
  await writer.close();
}

/** JSON is YAML, so the values that vary are written as JSON. */
function configText(folder: string): string {
  const pipeline = (testMode: boolean) => [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 2, test_mode: testMode },
    { type: 'DecordDecode' },
    { type: 'Resize', scale: [-1, 36] },
    testMode ? { type: 'CenterCrop', crop_size: 32 } : { type: 'RandomCrop', size: 32 },
    { type: 'FormatShape', input_format: 'NCHW' },
    { type: 'PackActionInputs' },
  ];
  const loader = (split: 'train' | 'val') => ({
    batch_size: 2,
    num_workers: 1,
    sampler: { type: 'DefaultSampler', shuffle: split === 'train' },
    dataset: {
      type: 'VideoDataset',
      ann_file: join(folder, `${split}.txt`),
      data_prefix: { video: join(folder, 'clips') },
      pipeline: pipeline(split !== 'train'),
      test_mode: split !== 'train',
    },
  });
  const parts = {
    _base_: ['models/tsn_r50.ts', 'schedules/sgd_50e.ts', 'default_runtime.ts'].map((file) => join(BASES, file)),
    model: { backbone: { depth: 18, pretrained: null }, cls_head: { num_classes: 2, in_channels: 512 } },
    train_dataloader: loader('train'),
    val_dataloader: loader('val'),
    test_dataloader: loader('val'),
    val_evaluator: { type: 'AccMetric' },
    test_evaluator: { type: 'AccMetric' },
    train_cfg: { max_epochs: 1 },
    param_scheduler: [{ type: 'ConstantLR', factor: 1 }],
    default_hooks: { logger: { interval: 1 }, checkpoint: { max_keep_ckpts: 1 } },
    work_dir: join(folder, 'work'),
    randomness: { seed: 3 },
  };
  return Object.entries(parts)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}
