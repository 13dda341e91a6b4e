import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument, parseCount } from './shared.js';

export interface FlopsOptions {
  shape?: string[];
  depth?: number;
  json?: true;
  cfgOptions?: string[];
}

export const flopsSpec: CommandSpec = {
  name: 'flops',
  summary: "count a model's parameters and multiply-accumulate operations, module by module",
  arguments: [configArgument],
  options: [
    {
      flags: '--shape <size...>',
      description: 'of one video: `height width` of one picture, or `frames height width` (default: 1 224 224)',
    },
    { flags: '--depth <n>', description: 'how deep the table goes; 0 for all (default: 3)', parse: parseCount },
    { flags: '--json', description: 'print the figures of all modules as JSON' },
    cfgOptions,
  ],
  examples: [
    'flops tsn_r18_1x1x3_stick-actions-rgb',
    'flops tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb --shape 8 256 256 --json',
  ],
  load: async () => (await import('../commands/flops.js')).FlopsCommand,
};
