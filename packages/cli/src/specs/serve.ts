import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parsePositive, parseSeconds } from './shared.js';
import { type WebOptions, webOptions } from './shared-web.js';

export interface ServeOptions extends WebOptions {
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
    ...webOptions(8000),
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

function parsePipeline(text: string): string {
  if (['val', 'test'].includes(text)) return text;
  throw new UsageError(`--pipeline ${text}: there is no such pipeline.`, 'Choose val or test.');
}
