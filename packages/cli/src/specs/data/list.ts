import type { CommandSpec } from '../../command.js';
import { UsageError } from '../../errors.js';

export interface DataListOptions {
  out: string;
  name?: string;
  layout: string;
  annotations?: string;
  split: Record<string, number>;
  frames?: true;
}

export const dataListSpec: CommandSpec = {
  name: 'data list',
  summary: 'write annotation lists for a folder of videos, or of extracted frames',
  arguments: [{ usage: '<dir>', description: 'the folder: lists are relative to it' }],
  options: [
    { flags: '--out <dir>', description: 'where the lists go', default: '.' },
    { flags: '--name <name>', description: "what the lists' names begin with (default: the folder's or the layout's)" },
    {
      flags: '--layout <layout>',
      description:
        'folders (one for each class, perhaps in train/, val/, test/), or whose annotations there are: ' +
        'kinetics400, kinetics600, kinetics700, ucf101, hmdb51, sthv1, sthv2, jester, mit, diving48',
      default: 'folders',
    },
    { flags: '--annotations <dir>', description: "the dataset's own annotation files (not for folders)" },
    {
      flags: '--split <shares>',
      description: 'how clips in folders are divided, by their names alone',
      default: { train: 0.7, val: 0.15, test: 0.15 },
      parse: parseShares,
    },
    { flags: '--frames', description: 'list folders of extracted frames (RawframeDataset), not videos' },
  ],
  examples: [
    'data list my_videos --out my_videos --split train=0.8,val=0.2',
    'data list data/ucf101/videos --layout ucf101 --annotations data/ucf101/annotations --out data/ucf101',
  ],
  load: async () => (await import('../../commands/data/list.js')).DataListCommand,
};

function parseShares(text: string): Record<string, number> {
  const shares = text.split(',').map((part) => /^(train|val|test)=(\d*\.?\d+)$/.exec(part));
  if (shares.every((share) => share !== null)) {
    const parsed = Object.fromEntries(shares.map((share) => [share[1]!, Number(share[2])]));
    if (Object.values(parsed).some((share) => share > 0)) return parsed;
  }
  throw new UsageError(`--split ${text}: expected shares, as in train=0.8,val=0.2.`);
}
