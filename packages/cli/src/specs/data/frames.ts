import type { CommandSpec } from '../../command.js';
import { UsageError } from '../../errors.js';
import { parsePositive } from '../shared.js';
import { type SizeOptions, sizeOptions, workersOption } from './shared.js';

export interface DataFramesOptions extends SizeOptions {
  quality: number;
  workers?: number;
}

export const dataFramesSpec: CommandSpec = {
  name: 'data frames',
  summary: 'extract the frames of every video in a folder as JPEG pictures (for RawframeDataset)',
  arguments: [
    { usage: '<videos>', description: 'a folder of videos, in any folders below it' },
    {
      usage: '<out>',
      description: 'where each video gets a folder with img_00001.jpg, …; those that are there are kept',
    },
  ],
  options: [
    ...sizeOptions,
    {
      flags: '--quality <n>',
      description: 'of the pictures, 1 to 100',
      default: 95,
      parse: (text) => {
        const quality = parsePositive(text);
        if (quality <= 100) return quality;
        throw new UsageError(`--quality ${text}: expected 1 to 100.`);
      },
    },
    workersOption,
  ],
  examples: ['data frames data/ucf101/videos data/ucf101/rawframes --short-side 256'],
  load: async () => (await import('../../commands/data/frames.js')).DataFramesCommand,
};
