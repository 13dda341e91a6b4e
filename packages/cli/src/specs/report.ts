import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parseCount, parsePositive } from './shared.js';
import { labelFileOption, outcomesArgument } from './shared-explain.js';

export interface ReportOptions {
  out: string;
  worst: number;
  bins: number;
  maxClasses: number;
  labelFile?: string;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const reportSpec: CommandSpec = {
  name: 'report',
  summary: 'write a page about what a model gets right and wrong, with its worst clips',
  arguments: [configArgument, outcomesArgument],
  options: [
    {
      flags: '--out <file>',
      description: 'the page: one .html file with everything in it',
      default: 'report.html',
      parse: (text) => {
        if (/\.html?$/i.test(text)) return text;
        throw new UsageError(`--out ${text}: a report is a page.`, `Name it ${text}.html.`);
      },
    },
    { flags: '--worst <n>', description: 'how many wrongly recognised clips to show', default: 24, parse: parseCount },
    {
      flags: '--bins <n>',
      description: 'intervals of confidence for the calibration',
      default: 15,
      parse: parsePositive,
    },
    {
      flags: '--max-classes <n>',
      description: 'of more classes than this, the matrix shows those with the most mistakes',
      default: 40,
      parse: parsePositive,
    },
    labelFileOption,
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'report tsn_r18_1x1x3_stick-actions-rgb results.pkl',
    'report tsn_r18_1x1x3_stick-actions-rgb best.pth --out out/report.html --worst 48',
  ],
  load: async () => (await import('../commands/report.js')).ReportCommand,
};
