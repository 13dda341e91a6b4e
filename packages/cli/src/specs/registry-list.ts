import type { CommandSpec } from '../command.js';

export interface RegistryListOptions {
  brief?: true;
  import?: string[];
  json?: true;
}

export const registryListSpec: CommandSpec = {
  name: 'registry list',
  summary: 'show what configs can name by `type`, with all options and defaults',
  arguments: [{ usage: '[name]', description: 'only this type (`ResNet`) or kind (`hook`)' }],
  options: [
    { flags: '--brief', description: 'one line for each type, without its options' },
    {
      flags: '--import <module...>',
      description: 'packages or files that register further types, beside those of the tool configuration',
    },
    { flags: '--json', description: 'print it as JSON' },
  ],
  examples: ['registry list', 'registry list SampleFrames', 'registry list hook --brief'],
  load: async () => (await import('../commands/registry-list.js')).RegistryListCommand,
};
