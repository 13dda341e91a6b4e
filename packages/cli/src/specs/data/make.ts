import type { CommandSpec } from '../../command.js';
import { parseCount } from '../shared.js';

export interface DataMakeOptions {
  out: string;
  seed: number;
}

export const dataMakeSpec: CommandSpec = {
  name: 'data make',
  summary: 'draw a dataset: stick-actions (five actions of a stick figure, 180 clips of 3 s)',
  arguments: [{ usage: '<dataset>', description: 'stick-actions' }],
  options: [
    { flags: '--out <dir>', description: 'where it goes', default: 'data/stick_actions' },
    {
      flags: '--seed <n>',
      description: 'random seed; the same seed draws the same clips',
      default: 0,
      parse: parseCount,
    },
  ],
  examples: ['data make stick-actions --out data/stick_actions'],
  load: async () => (await import('../../commands/data/make.js')).DataMakeCommand,
};
