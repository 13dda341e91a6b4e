import type { CommandSpec } from '../command.js';

export interface ConfigDiffOptions {
  json?: true;
}

export const configDiffSpec: CommandSpec = {
  name: 'config diff',
  summary: 'show what differs in two configs (exit code 1 where something does)',
  arguments: [
    { usage: '<a>', description: 'a config file, or the name of one under configs/' },
    { usage: '<b>', description: 'another' },
  ],
  options: [{ flags: '--json', description: 'print the differences as JSON' }],
  examples: ['config diff mine.py configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts'],
  load: async () => (await import('../commands/config-diff.js')).ConfigDiffCommand,
};
