import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument, deviceOption, launcherOption, parseCount } from './shared.js';

export interface TrainOptions {
  workDir?: string;
  resume?: string | true;
  amp?: true;
  eager?: true;
  validate: boolean;
  autoScaleLr?: true;
  seed?: number;
  diffRankSeed?: true;
  deterministic?: true;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const trainSpec: CommandSpec = {
  name: 'train',
  summary: 'train a model',
  arguments: [configArgument],
  options: [
    { flags: '--work-dir <dir>', description: 'where logs and checkpoints go (default: work_dirs/<config name>)' },
    {
      flags: '--resume [checkpoint]',
      description: 'go on from a checkpoint, a file or an address; without one, from the latest in the work dir',
    },
    {
      flags: '--amp',
      description:
        'train in mixed precision, with weights in float32: bfloat16 where the processor has it, float16 on a GPU',
    },
    { flags: '--eager', description: 'run steps op by op instead of recording and replaying them, to look for faults' },
    { flags: '--no-validate', description: 'do not validate during training' },
    {
      flags: '--auto-scale-lr',
      description: "scale the learning rate by batch size / the config's auto_scale_lr.base_batch_size",
    },
    { flags: '--seed <n>', description: 'random seed', parse: parseCount },
    {
      flags: '--diff-rank-seed',
      description: 'let each process draw its own random numbers in steps (no effect in one process)',
    },
    {
      flags: '--deterministic',
      description: 'accepted: on one CPU the same seed gives the same run, to the bit, anyway',
    },
    deviceOption,
    launcherOption,
    cfgOptions,
  ],
  examples: [
    'train tsn_r18_1x1x3_stick-actions-rgb',
    'train configs/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb.ts --work-dir work_dirs/tiny --seed 0',
    'train tsn_r18_1x1x3_stick-actions-rgb --resume --cfg-options train_cfg.max_epochs=20',
  ],
  load: async () => (await import('../commands/train.js')).TrainCommand,
};
