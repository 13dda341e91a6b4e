import type { FloatDType } from '@mma/checkpoint';
import type { ArgumentSpec, OptionSpec } from '../command.js';
import { UsageError } from '../errors.js';

export const checkpointArgument: ArgumentSpec = {
  usage: '<file>',
  description: 'a .pth, .pt, .ckpt or .safetensors file, or an address: https://, torchvision://, open-mmlab://, hf://',
};

const floatDTypes: readonly FloatDType[] = ['float32', 'float16', 'bfloat16'];

export const dtypeOption: OptionSpec = {
  flags: '--dtype <type>',
  description: `write floating-point weights as ${floatDTypes.join(', ')} (default: as they are)`,
  parse: (text) => {
    if (floatDTypes.some((dtype) => dtype === text)) return text;
    throw new UsageError(`--dtype ${text}: weights are not written so.`, `Choose ${floatDTypes.join(', ')}.`);
  },
};

export const forceOption: OptionSpec = { flags: '--force', description: 'write over a file that exists' };
