import type { CommandSpec } from '../../command.js';
import { cfgOptions } from '../shared.js';
import { dataPrefixOption, targetArgument, workersOption } from './shared.js';

export interface DataCheckOptions {
  quick?: true;
  report?: string;
  quarantine?: string;
  json?: true;
  dataPrefix?: string;
  workers?: number;
  cfgOptions?: string[];
}

export const dataCheckSpec: CommandSpec = {
  name: 'data check',
  summary: 'decode every video that a config or a list names, and say what is broken and why',
  arguments: [targetArgument],
  options: [
    { flags: '--quick', description: 'open each file and count its frames, but do not decode them' },
    { flags: '--quarantine <file>', description: 'write the broken files there, one a line with its cause' },
    { flags: '--report <file>', description: 'write the whole report there as JSON' },
    { flags: '--json', description: 'print the report as JSON' },
    dataPrefixOption,
    workersOption,
    cfgOptions,
  ],
  examples: [
    'data check tsn_r18_1x1x3_stick-actions-rgb',
    'data check train.txt --data-prefix videos --quarantine bad.txt',
  ],
  load: async () => (await import('../../commands/data/check.js')).DataCheckCommand,
};
