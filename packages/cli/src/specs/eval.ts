import type { CommandSpec } from '../command.js';
import { cfgOptions, configArgument } from './shared.js';

export interface EvalOptions {
  json?: true;
  perClass?: true;
  labelFile?: string;
  cfgOptions?: string[];
}

export const evalSpec: CommandSpec = {
  name: 'eval',
  summary: "compute the metrics of a config's test_evaluator from predictions in a file",
  arguments: [
    configArgument,
    { usage: '<results>', description: 'what `mma test --dump` or MMAction2 has written: .pkl, .pickle or .json' },
  ],
  options: [
    { flags: '--json', description: 'print the metrics as JSON' },
    { flags: '--per-class', description: 'also show precision, recall and F1 of each class' },
    { flags: '--label-file <file>', description: 'class names for --per-class, one a line' },
    cfgOptions,
  ],
  examples: [
    'eval tsn_r18_1x1x3_stick-actions-rgb results.pkl',
    'eval tsn_r18_1x1x3_stick-actions-rgb results.pkl --per-class --label-file data/stick_actions/label_map_stick_actions.txt',
    'eval tsn_r18_1x1x3_stick-actions-rgb results.pkl --cfg-options test_evaluator.metric_list=mean_class_accuracy',
  ],
  load: async () => (await import('../commands/eval.js')).EvalCommand,
};
