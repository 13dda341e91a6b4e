import type { ArgumentSpec, OptionSpec } from '../command.js';

export const outcomesArgument: ArgumentSpec = {
  usage: '<results-or-checkpoint>',
  description:
    'predictions that `mma test --dump` or MMAction2 has written (.pkl, .pickle, .json), or a checkpoint to test',
};

export const labelFileOption: OptionSpec = {
  flags: '--label-file <file>',
  description: "names of the classes, one a line (default: the dataset's)",
};
