import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { workersOption } from './data/shared.js';
import { cfgOptions, configArgument, oneOf, parseCount, parsePositive } from './shared.js';

export interface BrowseDatasetOptions {
  phase: 'train' | 'val' | 'test';
  mode: 'original' | 'transformed' | 'concat' | 'pipeline';
  format: 'mp4' | 'gif' | 'png';
  label?: string;
  showNumber?: number;
  fps: number;
  rescaleFactor?: number;
  seed: number;
  workers?: number;
  json?: true;
  cfgOptions?: string[];
}

export const browseDatasetSpec: CommandSpec = {
  name: 'browse-dataset',
  summary: 'show the clips of a dataset as its pipeline makes them, before training',
  arguments: [configArgument, { usage: '<out>', description: 'folder for the clips and index.html, which plays them' }],
  options: [
    {
      flags: '-p, --phase <phase>',
      description: 'train, val or test: whose dataset',
      default: 'train',
      parse: oneOf('--phase', ['train', 'val', 'test']),
    },
    {
      flags: '-m, --mode <mode>',
      description:
        'original (as decoded), transformed (as the model gets it), concat (both) or pipeline (after every transform)',
      default: 'transformed',
      parse: oneOf('--mode', ['original', 'transformed', 'concat', 'pipeline']),
    },
    {
      flags: '--format <format>',
      description: 'mp4, gif or png (one picture of up to eight moments)',
      default: 'mp4',
      parse: oneOf('--format', ['mp4', 'gif', 'png']),
    },
    { flags: '--label <file>', description: "names of the classes, one a line (default: the dataset's own)" },
    { flags: '-n, --show-number <n>', description: 'only the first n clips', parse: parsePositive },
    { flags: '--fps <n>', description: 'pictures a second', default: 5, parse: (text) => parseNumber('--fps', text) },
    {
      flags: '-r, --rescale-factor <factor>',
      description: 'enlarges or shrinks the pictures, as in 0.5',
      parse: (text) => parseNumber('--rescale-factor', text),
    },
    {
      flags: '--seed <n>',
      description: 'keys the random choices of the transforms, as in training',
      default: 0,
      parse: parseCount,
    },
    workersOption,
    { flags: '--json', description: 'print what was written as JSON' },
    cfgOptions,
  ],
  examples: [
    'browse-dataset tsn_r18_1x1x3_stick-actions-rgb browse_out --mode pipeline -n 20',
    'browse-dataset tsn_r18_1x1x3_stick-actions-rgb browse_out --phase val --format gif --cfg-options val_dataloader.dataset.indices=10',
  ],
  load: async () => (await import('../commands/browse-dataset.js')).BrowseDatasetCommand,
};

function parseNumber(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new UsageError(`${option} ${text}: expected a number above 0, at most 1000.`);
}
