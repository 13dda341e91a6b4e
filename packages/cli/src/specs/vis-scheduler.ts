import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument, oneOf, parsePositive } from './shared.js';

export interface VisSchedulerOptions {
  parameter: 'lr' | 'momentum';
  datasetSize?: number;
  out?: string;
  title?: string;
  cfgOptions?: string[];
}

export const visSchedulerSpec: CommandSpec = {
  name: 'vis-scheduler',
  summary: 'draw the learning rate, or the momentum, that training will have',
  arguments: [configArgument],
  options: [
    {
      flags: '-p, --parameter <name>',
      description: 'lr or momentum',
      default: 'lr',
      parse: oneOf('--parameter', ['lr', 'momentum']),
    },
    {
      flags: '-d, --dataset-size <n>',
      description: 'samples of the training set, where it is not here to be counted',
      parse: parsePositive,
    },
    {
      flags: '-o, --out <file>',
      description: 'write a .png, .svg, .html or .json instead of drawing in the terminal',
    },
    { flags: '--title <text>', description: 'stands above the drawing' },
    cfgOptions,
  ],
  examples: [
    'vis-scheduler tsn_r18_1x1x3_stick-actions-rgb',
    'vis-scheduler tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb -d 240000 -o lr.png',
  ],
  load: async () => (await import('../commands/vis-scheduler.js')).VisSchedulerCommand,
};
