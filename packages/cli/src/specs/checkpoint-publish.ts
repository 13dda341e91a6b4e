import type { FloatDType } from '@mma/checkpoint';
import type { CommandSpec } from '../command.js';
import { checkpointArgument, dtypeOption } from './shared-checkpoint.js';

export interface CheckpointPublishOptions {
  dtype?: FloatDType;
}

export const checkpointPublishSpec: CommandSpec = {
  name: 'checkpoint publish',
  summary: 'write what others need of a checkpoint, without the optimizer, its hash in the name',
  arguments: [checkpointArgument, { usage: '<out>', description: 'tsn.pth becomes tsn-<8 digits of the hash>.pth' }],
  options: [dtypeOption],
  examples: ['checkpoint publish work_dirs/tsn/best_acc_top1_epoch_10.pth tsn_mine.pth'],
  load: async () => (await import('../commands/checkpoint-publish.js')).CheckpointPublishCommand,
};
