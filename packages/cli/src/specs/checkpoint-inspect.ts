import type { CommandSpec } from '../command.js';
import { checkpointArgument } from './shared-checkpoint.js';

export interface CheckpointInspectOptions {
  json?: true;
}

export const checkpointInspectSpec: CommandSpec = {
  name: 'checkpoint inspect',
  summary: 'show what is in a checkpoint: its tree, with shapes, types and sizes',
  arguments: [checkpointArgument],
  options: [{ flags: '--json', description: 'print the tree as JSON' }],
  examples: ['checkpoint inspect work_dirs/tsn/epoch_10.pth', 'checkpoint inspect torchvision://resnet50 --json'],
  load: async () => (await import('../commands/checkpoint-inspect.js')).CheckpointInspectCommand,
};
