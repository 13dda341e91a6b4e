import type { CommandSpec } from '../command.js';
import { forceOption } from './shared-checkpoint.js';

export interface CheckpointAverageOptions {
  force?: true;
}

export const checkpointAverageSpec: CommandSpec = {
  name: 'checkpoint average',
  summary: 'write the mean of the weights of several checkpoints of one model',
  arguments: [{ usage: '<files...>', description: 'the checkpoints, then the file to write' }],
  options: [forceOption],
  examples: ['checkpoint average epoch_8.pth epoch_9.pth epoch_10.pth mean.pth'],
  load: async () => (await import('../commands/checkpoint-average.js')).CheckpointAverageCommand,
};
