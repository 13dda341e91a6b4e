import type { CommandSpec } from '../command.js';

export interface ConfigValidateOptions {
  json?: true;
}

export const configValidateSpec: CommandSpec = {
  name: 'config validate',
  summary: 'check configs against the options of all components they name (exit code 1 where something is wrong)',
  arguments: [{ usage: '<config...>', description: 'config files, or names of ones under configs/' }],
  options: [{ flags: '--json', description: 'print the problems as JSON' }],
  examples: ['config validate tsn_r18_1x1x3_stick-actions-rgb', 'config validate configs/recognition/tsn/*.ts'],
  load: async () => (await import('../commands/config-validate.js')).ConfigValidateCommand,
};
