import type { CommandSpec } from '../command.js';

export interface ConfigSchemaOptions {
  out?: string;
}

export const configSchemaSpec: CommandSpec = {
  name: 'config schema',
  summary: 'print the JSON Schema of configs, for completion and checks in editors',
  arguments: [],
  options: [{ flags: '--out <file>', description: 'write it to a file' }],
  examples: ['config schema --out mma.schema.json'],
  load: async () => (await import('../commands/config-schema.js')).ConfigSchemaCommand,
};
