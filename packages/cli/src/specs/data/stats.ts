import type { CommandSpec } from '../../command.js';
import { cfgOptions } from '../shared.js';
import { dataPrefixOption, targetArgument, workersOption } from './shared.js';

export interface DataStatsOptions {
  json?: true;
  out?: string;
  dataPrefix?: string;
  workers?: number;
  cfgOptions?: string[];
}

export const dataStatsSpec: CommandSpec = {
  name: 'data stats',
  summary: 'show the classes, lengths, sizes and frame rates of a dataset',
  arguments: [targetArgument],
  options: [
    { flags: '--json', description: 'print the figures as JSON' },
    { flags: '-o, --out <file>', description: 'draw clips of each class and their lengths: .png, .svg or .html' },
    dataPrefixOption,
    workersOption,
    cfgOptions,
  ],
  examples: ['data stats tsn_r18_1x1x3_stick-actions-rgb -o stats.png'],
  load: async () => (await import('../../commands/data/stats.js')).DataStatsCommand,
};
