import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument, formatOption } from './shared.js';

export interface ConfigPrintOptions {
  format?: 'ts' | 'py' | 'json' | 'yaml';
  origin?: true;
  cfgOptions?: string[];
}

export const configPrintSpec: CommandSpec = {
  name: 'config print',
  summary: 'show a config with everything it inherits',
  arguments: [configArgument],
  options: [
    formatOption,
    { flags: '--origin', description: 'show each value with the file and line that set it (as records with json)' },
    cfgOptions,
  ],
  examples: [
    'config print tsn_r18_1x1x3_stick-actions-rgb --format yaml',
    'config print tsn_r18_1x1x3_stick-actions-rgb --origin --cfg-options model.cls_head.num_classes=2',
  ],
  load: async () => (await import('../commands/config-print.js')).ConfigPrintCommand,
};
