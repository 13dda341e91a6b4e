import type { CommandSpec } from '../command.js';
import { deviceOption } from './shared.js';

export interface QuickstartOptions {
  device: 'auto' | 'cpu' | 'gpu';
}

export const quickstartSpec: CommandSpec = {
  name: 'quickstart',
  summary: 'set everything up, then train, test and use a small TSN on a drawn dataset',
  arguments: [],
  options: [deviceOption],
  examples: ['quickstart'],
  load: async () => (await import('../commands/quickstart.js')).QuickstartCommand,
};
