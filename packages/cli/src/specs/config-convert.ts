import type { CommandSpec } from '../command.js';
import { configArgument } from './shared.js';

export interface ConfigConvertOptions {
  force?: true;
}

export const configConvertSpec: CommandSpec = {
  name: 'config convert',
  summary: 'write a config, with everything it inherits, as one file of another format',
  arguments: [configArgument, { usage: '<out>', description: 'a file that ends in .ts, .py, .json or .yaml' }],
  options: [{ flags: '--force', description: 'write over a file that exists' }],
  examples: ['config convert mmaction2/configs/my_config.py configs/my_config.ts'],
  load: async () => (await import('../commands/config-convert.js')).ConfigConvertCommand,
};
