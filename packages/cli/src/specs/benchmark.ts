import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parsePositive } from './shared.js';

export interface BenchmarkOptions {
  infer?: true;
  data?: true;
  amp?: true;
  eager?: true;
  compare?: 'pytorch';
  python?: string;
  shape?: string[];
  batchSize?: number;
  steps: number;
  json?: true;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const benchmarkSpec: CommandSpec = {
  name: 'benchmark',
  summary: "measure a model's training step, inference, or the loading of its data on this machine",
  arguments: [configArgument],
  options: [
    { flags: '--infer', description: 'measure inference instead of the training step' },
    { flags: '--data', description: 'measure how fast train_dataloader makes batches, instead; needs the dataset' },
    { flags: '--amp', description: 'in mixed precision, as `mma train --amp` trains, and as `test_cfg.fp16` predicts' },
    { flags: '--eager', description: 'run op by op instead of recording and replaying' },
    {
      flags: '--compare <rival>',
      description: 'measure the same in turns with a rival: pytorch (its eager mode, NCHW; TSN with a ResNet)',
      parse: (text) => {
        if (text === 'pytorch') return text;
        throw new UsageError(`--compare ${text}: there is no such rival.`, 'Choose pytorch.');
      },
    },
    {
      flags: '--python <program>',
      description: 'a Python that has torch, for --compare (default: MMA_BENCH_PYTHON, else python3)',
    },
    {
      flags: '--shape <size...>',
      description: 'of one video: `height width` of one picture, or `frames height width` (default: 3 224 224)',
    },
    {
      flags: '--batch-size <n>',
      description: "videos of a step (default: train_dataloader's; 1 with --infer)",
      parse: parsePositive,
    },
    { flags: '--steps <n>', description: 'steps, or batches, to measure', default: '10', parse: parsePositive },
    { flags: '--json', description: 'print the figures as JSON' },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'benchmark tsn_r18_1x1x3_stick-actions-rgb --shape 3 112 112',
    'benchmark tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb --infer --shape 25 224 224 --json',
    'benchmark tsn_r18_1x1x3_stick-actions-rgb --compare pytorch --python venv/bin/python',
    'benchmark tsn_r18_1x1x3_stick-actions-rgb --data',
  ],
  load: async () => (await import('../commands/benchmark.js')).BenchmarkCommand,
};
