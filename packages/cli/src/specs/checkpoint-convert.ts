import type { FloatDType } from '@mma/checkpoint';
import type { CommandSpec } from '../command.js';
import { checkpointArgument, dtypeOption, forceOption } from './shared-checkpoint.js';

export interface CheckpointConvertOptions {
  dtype?: FloatDType;
  force?: true;
}

export const checkpointConvertSpec: CommandSpec = {
  name: 'checkpoint convert',
  summary: 'write a checkpoint in another format or precision',
  arguments: [
    checkpointArgument,
    { usage: '<out>', description: 'a file that ends in .pth, .pt, .ckpt or .safetensors (the weights alone)' },
  ],
  options: [dtypeOption, forceOption],
  examples: [
    'checkpoint convert epoch_10.pth tsn.safetensors',
    'checkpoint convert tsn.safetensors tsn.pth --dtype bfloat16',
  ],
  load: async () => (await import('../commands/checkpoint-convert.js')).CheckpointConvertCommand,
};
