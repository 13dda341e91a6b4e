import type { CommandSpec } from '../command.js';

export interface DoctorOptions {
  fix?: true;
  json?: true;
}

export const doctorSpec: CommandSpec = {
  name: 'doctor',
  summary: 'say what is installed, what is missing and how to fix it',
  arguments: [],
  options: [
    { flags: '--fix', description: 'install what is missing' },
    { flags: '--json', description: 'print the report as JSON' },
  ],
  examples: ['doctor', 'doctor --fix'],
  load: async () => (await import('../commands/doctor.js')).DoctorCommand,
};
