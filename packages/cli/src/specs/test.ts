import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, launcherOption, parsePositive } from './shared.js';

export interface TestOptions {
  workDir?: string;
  json?: true;
  dump?: string;
  tta?: true;
  showDir?: string;
  interval: number;
  eager?: true;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const testSpec: CommandSpec = {
  name: 'test',
  summary: "measure a checkpoint on the config's test set, with its test pipeline",
  arguments: [
    configArgument,
    { usage: '<checkpoint>', description: 'weights: a file, such as training wrote, or an address' },
  ],
  options: [
    { flags: '--work-dir <dir>', description: 'where logs go (default: work_dirs/<config name>)' },
    { flags: '--json', description: 'print the metrics as JSON' },
    {
      flags: '--eager',
      description: 'run the model op by op instead of recording and replaying it, to look for faults',
    },
    {
      flags: '--dump <file>',
      description: 'write every prediction to a file: .pkl as MMAction2 does, or .json; `mma eval` reads it',
      parse: parseResultFile,
    },
    {
      flags: '--show-dir <dir>',
      description: 'write clips, as the model gets them, with truth and predictions drawn on them',
    },
    {
      flags: '--show',
      description: 'show clips in a window',
      notYet: '--show-dir writes them to files',
    },
    { flags: '--interval <n>', description: 'with --show-dir: every n-th clip', default: 1, parse: parsePositive },
    { flags: '--wait-time <seconds>', description: 'how long each clip shows', notYet: 'it belongs to --show' },
    {
      flags: '--tta',
      description: "test-time augmentation: the config's tta_pipeline, predictions merged by its tta_model",
    },
    deviceOption,
    launcherOption,
    cfgOptions,
  ],
  examples: [
    'test tsn_r18_1x1x3_stick-actions-rgb work_dirs/tsn_r18_1x1x3_stick-actions-rgb/best_acc_top1_epoch_9.pth',
  ],
  load: async () => (await import('../commands/test.js')).TestCommand,
};

function parseResultFile(text: string): string {
  if (/\.(?:pkl|pickle|json)$/.test(text)) return text;
  throw new UsageError(`--dump ${text}: predictions go into .pkl, .pickle or .json.`, `Name it ${text}.pkl.`);
}
