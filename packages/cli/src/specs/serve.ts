import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parsePositive } from './shared.js';

export interface ServeOptions {
  port: number;
  host: string;
  labelFile?: string;
  pipeline: 'val' | 'test';
  window: number;
  stride: number;
  maxUpload: number;
  maxDuration: number;
  queue: number;
  timeout: number;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const serveSpec: CommandSpec = {
  name: 'serve',
  summary: 'recognize uploaded videos: a web page and an HTTP interface',
  arguments: [configArgument, { usage: '<checkpoint>', description: "the model's weights: a file or an address" }],
  options: [
    { flags: '--port <n>', description: 'where to listen; 0 takes a free port', default: 8000, parse: parsePort },
    { flags: '--host <address>', description: 'where to listen; 0.0.0.0 lets other machines in', default: '127.0.0.1' },
    { flags: '--label-file <file>', description: 'names of the classes, one a line' },
    {
      flags: '--pipeline <loader>',
      description:
        'whose pipeline prepares videos: val (one crop, few clips) or test (as `mma test`, several times slower)',
      default: 'val',
      parse: parsePipeline,
    },
    { flags: '--window <seconds>', description: 'length of the windows over time', default: 2, parse: parseSeconds },
    { flags: '--stride <seconds>', description: 'from one window to the next', default: 1, parse: parseSeconds },
    { flags: '--max-upload <MB>', description: 'the largest upload', default: 100, parse: parsePositive },
    { flags: '--max-duration <seconds>', description: 'the longest video', default: 120, parse: parseSeconds },
    {
      flags: '--queue <n>',
      description: 'requests at once; more are asked to come back',
      default: 64,
      parse: parsePositive,
    },
    {
      flags: '--timeout <seconds>',
      description: 'for receiving a request, and for decoding a video',
      default: 60,
      parse: parseSeconds,
    },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'serve tsn_r18_1x1x3_stick-actions-rgb best.pth --label-file label_map.txt',
    'serve tsn_r18_1x1x3_stick-actions-rgb best.pth --port 9000 --window 1 --stride 0.5',
  ],
  load: async () => (await import('../commands/serve.js')).ServeCommand,
};

function parsePort(text: string): number {
  if (/^\d+$/.test(text) && Number(text) < 65536) return Number(text);
  throw new UsageError(`'${text}' is not a port.`, 'Ports are numbers from 0 to 65535.');
}

function parsePipeline(text: string): string {
  if (['val', 'test'].includes(text)) return text;
  throw new UsageError(`--pipeline ${text}: there is no such pipeline.`, 'Choose val or test.');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new UsageError(`'${text}' is not a number of seconds above 0.`);
}
