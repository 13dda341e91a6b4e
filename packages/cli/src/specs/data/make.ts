import type { CommandSpec } from '../../command.js';
import { UsageError } from '../../errors.js';
import { parseCount } from '../shared.js';

export interface DataMakeOptions {
  out: string;
  seed: number;
  counts?: Record<'train' | 'val' | 'test', number>;
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
    {
      flags: '--counts <counts>',
      description: 'clips of each part (default: train=120,val=40,test=20)',
      parse: parseCounts,
    },
  ],
  examples: ['data make stick-actions --out data/stick_actions'],
  load: async () => (await import('../../commands/data/make.js')).DataMakeCommand,
};

function parseCounts(text: string): Record<string, number> {
  const counts = /^train=(\d{1,5}),val=(\d{1,5}),test=(\d{1,5})$/.exec(text)?.slice(1).map(Number);
  if (counts?.every((count) => count > 0)) return { train: counts[0]!, val: counts[1]!, test: counts[2]! };
  throw new UsageError(`--counts ${text}: expected clips of each part, as in train=120,val=40,test=20.`);
}
