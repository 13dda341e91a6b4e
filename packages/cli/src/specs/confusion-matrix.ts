import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parsePositive } from './shared.js';
import { labelFileOption, outcomesArgument } from './shared-explain.js';

export interface ConfusionMatrixOptions {
  showPath?: string;
  out?: string;
  normalize?: 'true' | 'pred' | 'all';
  includeValues?: true;
  labelFile?: string;
  targetClasses?: string[];
  maxClasses: number;
  pairs: number;
  json?: true;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const confusionMatrixSpec: CommandSpec = {
  name: 'confusion-matrix',
  summary: 'draw which classes are taken for which, and list the most confused',
  arguments: [configArgument, outcomesArgument],
  options: [
    {
      flags: '--show-path <file>',
      description: 'draw the matrix: .png, .svg, or .html with links to the clips',
      parse: (text) => ended(text, '--show-path', ['.png', '.svg', '.html']),
    },
    {
      flags: '--out <file>',
      description: 'write the matrix: .json for its figures; .png, .svg or .html as --show-path',
      parse: (text) => ended(text, '--out', ['.json', '.png', '.svg', '.html']),
    },
    {
      flags: '--normalize <by>',
      description: 'shares instead of counts: of each true class (true), each predicted one (pred), all samples (all)',
      parse: (text) => {
        if (['true', 'pred', 'all'].includes(text)) return text;
        throw new UsageError(`--normalize ${text}: there is no such way.`, 'Choose true, pred or all.');
      },
    },
    { flags: '--include-values', description: 'write the values into the cells' },
    labelFileOption,
    { flags: '--target-classes <index...>', description: 'only these classes: two or more, counted from 0' },
    {
      flags: '--max-classes <n>',
      description: 'of more classes than this, draw those with the most mistakes',
      default: 40,
      parse: parsePositive,
    },
    {
      flags: '--pairs <n>',
      description: 'how many pairs of confused classes to list',
      default: 10,
      parse: parsePositive,
    },
    { flags: '--json', description: 'print the matrix and the pairs as JSON' },
    { flags: '--show', description: 'show the picture in a window', notYet: '--show-path writes it to a file' },
    { flags: '--cmap <name>', description: 'the map of colours', notYet: 'there is one map, white to blue' },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'confusion-matrix tsn_r18_1x1x3_stick-actions-rgb results.pkl --show-path confusion.png --include-values',
    'confusion-matrix tsn_r18_1x1x3_stick-actions-rgb best.pth --normalize true --show-path confusion.html',
  ],
  load: async () => (await import('../commands/confusion-matrix.js')).ConfusionMatrixCommand,
};

function ended(text: string, option: string, endings: readonly string[]): string {
  if (endings.some((ending) => text.toLowerCase().endsWith(ending))) return text;
  throw new UsageError(
    `${option} ${text}: there is no such format.`,
    `Let the name end in one of ${endings.join(', ')}.`,
  );
}
