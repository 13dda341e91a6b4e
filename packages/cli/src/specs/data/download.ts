import type { CommandSpec } from '../../command.js';
import { UsageError } from '../../errors.js';

export interface DataDownloadOptions {
  out: string;
  sha256?: string;
}

export const dataDownloadSpec: CommandSpec = {
  name: 'data download',
  summary:
    'download a dataset, or a zip archive by its address, and unpack it; a broken download goes on where it broke',
  arguments: [
    {
      usage: '<dataset>',
      description:
        'kinetics400_tiny (clips and lists); kinetics400, kinetics600, kinetics700, ucf101, diving48 (annotations); or an http(s) address',
    },
  ],
  options: [
    { flags: '--out <dir>', description: 'the folder that gets a folder for the dataset', default: 'data' },
    {
      flags: '--sha256 <hash>',
      description: 'what the SHA-256 of the downloaded archive has to be',
      parse: (text) => {
        if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
        throw new UsageError(`--sha256 ${text}: expected 64 hexadecimal digits.`);
      },
    },
  ],
  examples: ['data download kinetics400_tiny'],
  load: async () => (await import('../../commands/data/download.js')).DataDownloadCommand,
};
