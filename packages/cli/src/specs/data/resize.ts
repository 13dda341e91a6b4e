import type { CommandSpec } from '../../command.js';
import { UsageError } from '../../errors.js';
import { parseCount, parsePositive } from '../shared.js';
import { type SizeOptions, sizeOptions, workersOption } from './shared.js';

export interface DataResizeOptions extends SizeOptions {
  gop: number;
  crf: number;
  workers?: number;
}

export const dataResizeSpec: CommandSpec = {
  name: 'data resize',
  summary: 'encode every video in a folder again, small and quick to read from anywhere',
  arguments: [
    { usage: '<videos>', description: 'a folder of videos, in any folders below it' },
    {
      usage: '<out>',
      description: 'where the new ones go, as .mp4 under the same names; those that are there are kept',
    },
  ],
  options: [
    ...sizeOptions,
    {
      flags: '--gop <frames>',
      description: 'frames from one key frame to the next: few make reading from anywhere quick, and files larger',
      default: 16,
      parse: parsePositive,
    },
    {
      flags: '--crf <n>',
      description: 'quality of H.264: 0 loses nothing, 18 looks so, 51 is the worst',
      default: 20,
      parse: (text) => {
        const crf = parseCount(text);
        if (crf <= 51) return crf;
        throw new UsageError(`--crf ${text}: expected 0 to 51.`);
      },
    },
    workersOption,
  ],
  examples: [
    'data resize data/kinetics400/videos_train data/kinetics400/videos_train_256',
    'data resize raw small --size 340x256',
  ],
  load: async () => (await import('../../commands/data/resize.js')).DataResizeCommand,
};
