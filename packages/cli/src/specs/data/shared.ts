import type { ArgumentSpec, OptionSpec } from '../../command.js';
import { UsageError } from '../../errors.js';
import { parsePositive } from '../shared.js';

export const targetArgument: ArgumentSpec = {
  usage: '<target>',
  description: 'a config (all its datasets), an annotation list (.txt, .csv, .json), or a folder of videos',
};

export const dataPrefixOption: OptionSpec = {
  flags: '--data-prefix <dir>',
  description: 'where the videos of a list lie (default: beside the list)',
};

export const workersOption: OptionSpec = {
  flags: '--workers <n>',
  description: 'threads (default: one a core, at most 8)',
  parse: parsePositive,
};

export interface SizeOptions {
  shortSide?: number;
  size?: { width: number; height: number };
}

export const sizeOptions: readonly OptionSpec[] = [
  {
    flags: '--short-side <pixels>',
    description: 'size of the shorter side of the pictures; the aspect ratio stays',
    parse: parsePositive,
  },
  {
    flags: '--size <width×height>',
    description: 'exact size of the pictures, as in 340x256',
    parse: (text) => {
      const match = /^([1-9]\d*)[x×]([1-9]\d*)$/.exec(text);
      if (match) return { width: Number(match[1]), height: Number(match[2]) };
      throw new UsageError(`--size ${text}: expected width and height, as in 340x256.`);
    },
  },
];
