import type { CommandSpec } from '../command.js';
import { type WebOptions, webOptions } from './shared-web.js';

export type DashboardCommandOptions = WebOptions;

export const dashboardSpec: CommandSpec = {
  name: 'dashboard',
  summary: 'a web page with live curves of runs: compared, with checkpoints, configs and logs',
  arguments: [
    {
      usage: '<work-dir...>',
      description:
        'work dirs, or folders with work dirs somewhere in them, of MMA or MMEngine; new runs in them appear',
    },
  ],
  options: webOptions(8001),
  examples: ['dashboard work_dirs', 'dashboard work_dirs/first /data/work_dirs/second --port 9001'],
  load: async () => (await import('../commands/dashboard.js')).DashboardCommand,
};
