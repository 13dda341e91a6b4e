import type { CommandSpec, OptionSpec } from '../command.js';

export interface LogsOptions {
  keys?: string[];
  out?: string;
  title?: string;
  json?: true;
}

const runs = {
  usage: '<run...>',
  description: 'work dirs, folders of single runs, or scalars.json files, of MMA or MMEngine',
};
const json: OptionSpec = { flags: '--json', description: 'print the figures as JSON' };

export const logsPlotSpec: CommandSpec = {
  name: 'logs plot',
  summary: 'draw losses, learning rates and metrics of runs, one line each',
  arguments: [runs],
  options: [
    { flags: '--keys <name...>', description: 'which scalars (default: loss, lr and all metrics)' },
    { flags: '--out <file>', description: 'a .svg, .png or .html file; without one, the terminal' },
    { flags: '--title <text>', description: 'above the drawing' },
  ],
  examples: [
    'logs plot work_dirs/tsn_r18_1x1x3_stick-actions-rgb',
    'logs plot work_dirs/first work_dirs/second --keys loss acc/top1 --out losses.png',
  ],
  load: async () => (await import('../commands/logs-plot.js')).LogsPlotCommand,
};

export const logsSummarySpec: CommandSpec = {
  name: 'logs summary',
  summary: 'sum up runs: best metrics, loss, learning rates, time for an iteration, what is left',
  arguments: [runs],
  options: [json],
  examples: ['logs summary work_dirs/tsn_r18_1x1x3_stick-actions-rgb --json'],
  load: async () => (await import('../commands/logs-summary.js')).LogsSummaryCommand,
};

export const logsCompareSpec: CommandSpec = {
  name: 'logs compare',
  summary: 'put runs side by side in a table',
  arguments: [runs],
  options: [json],
  examples: ['logs compare work_dirs/*'],
  load: async () => (await import('../commands/logs-compare.js')).LogsCompareCommand,
};
