import type { CommandSpec } from '../command.js';
import { cfgOptions, deviceOption, oneOf, parsePositive } from './shared.js';

export interface InferOptions {
  rec: string;
  checkpoint: string;
  labelFile?: string;
  printResult?: true;
  vidOutDir?: string;
  format: 'mp4' | 'gif';
  predOutFile?: string;
  json?: true;
  topK: number;
  batchSize: number;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const inferSpec: CommandSpec = {
  name: 'infer',
  summary: 'say what happens in videos',
  arguments: [{ usage: '<video...>', description: 'files, folders, globs or http(s) addresses' }],
  options: [
    { flags: '--rec <config>', description: 'the recognizer: a config file or its name' },
    { flags: '--checkpoint <file>', description: 'its weights: a file or an address' },
    { flags: '--label-file <file>', description: 'names of the classes, one a line' },
    { flags: '--print-result', description: "print the predictions as MMAction2's inferencer does" },
    { flags: '--vid-out-dir <dir>', description: 'write each video with its prediction drawn on it' },
    {
      flags: '--format <format>',
      description: 'of these videos: mp4, or gif for short ones',
      default: 'mp4',
      parse: oneOf('--format', ['mp4', 'gif']),
    },
    { flags: '--pred-out-file <file>', description: 'write the predictions to a JSON file' },
    { flags: '--json', description: 'print the predictions as JSON' },
    { flags: '--top-k <n>', description: 'how many classes to name', default: 5, parse: parsePositive },
    { flags: '--batch-size <n>', description: 'videos per step of the model', default: 1, parse: parsePositive },
    { flags: '--show', description: 'show the video in a window', notYet: '--vid-out-dir writes it to a file' },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'infer clip.mp4 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --label-file label_map.txt',
    "infer 'videos/**/*.mp4' --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --pred-out-file predictions.json",
    'infer clip.mp4 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --vid-out-dir out',
  ],
  load: async () => (await import('../commands/infer.js')).InferCommand,
};
