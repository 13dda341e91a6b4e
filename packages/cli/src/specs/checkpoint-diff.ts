import type { CommandSpec } from '../command.js';

export interface CheckpointDiffOptions {
  json?: true;
}

export const checkpointDiffSpec: CommandSpec = {
  name: 'checkpoint diff',
  summary: 'show what differs in the weights of two checkpoints (exit code 1 where something does)',
  arguments: [
    { usage: '<a>', description: 'a checkpoint, as a file or an address' },
    { usage: '<b>', description: 'another' },
  ],
  options: [{ flags: '--json', description: 'print the differences as JSON' }],
  examples: ['checkpoint diff epoch_9.pth epoch_10.pth'],
  load: async () => (await import('../commands/checkpoint-diff.js')).CheckpointDiffCommand,
};
