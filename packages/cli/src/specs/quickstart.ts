import type { CommandSpec } from '../command.js';
import { cfgOptions, deviceOption } from './shared.js';

export interface QuickstartOptions {
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const quickstartSpec: CommandSpec = {
  name: 'quickstart',
  summary: 'set everything up, then train, test and use a small TSN on a drawn dataset',
  arguments: [],
  options: [deviceOption, cfgOptions],
  examples: ['quickstart', 'quickstart --cfg-options train_cfg.max_epochs=10'],
  load: async () => (await import('../commands/quickstart.js')).QuickstartCommand,
};
