import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument } from './shared.js';

export interface ModelPrintOptions {
  cfgOptions?: string[];
}

export const modelPrintSpec: CommandSpec = {
  name: 'model print',
  summary: 'show a model as a tree of modules, as PyTorch prints it',
  arguments: [configArgument],
  options: [cfgOptions],
  examples: ['model print tsn_r18_1x1x3_stick-actions-rgb --cfg-options model.backbone.depth=50'],
  load: async () => (await import('../commands/model-print.js')).ModelPrintCommand,
};
