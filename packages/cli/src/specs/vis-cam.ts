import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, configArgument, deviceOption, parseCount, parsePositive } from './shared.js';
import { labelFileOption } from './shared-explain.js';

export interface VisCamOptions {
  targetLayerName: string;
  targetClass?: number;
  outFilename?: string;
  fps: number;
  targetResolution?: string[];
  resizeAlgorithm: string;
  alpha: number;
  labelFile?: string;
  json?: true;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const visCamSpec: CommandSpec = {
  name: 'vis-cam',
  summary: 'show with Grad-CAM where in the pictures a class is seen',
  arguments: [
    configArgument,
    { usage: '<checkpoint>', description: 'the weights: a file or an address' },
    { usage: '<video>', description: 'a file or an http(s) address' },
  ],
  options: [
    {
      flags: '--target-layer-name <name>',
      description: 'the layer to look at, as `mma model print` names it',
      default: 'backbone.layer4.1.relu',
    },
    { flags: '--target-class <index>', description: 'the class to explain (default: the best)', parse: parseCount },
    {
      flags: '--out-filename <file>',
      description:
        "where the pictures go: .mp4, .mkv or .gif (default: the video's name with `_cam.mp4`, in this folder)",
      parse: (text) => {
        if (/\.(?:mp4|mkv|gif)$/i.test(text)) return text;
        throw new UsageError(
          `--out-filename ${text}: there is no such format.`,
          'Let the name end in .mp4, .mkv or .gif.',
        );
      },
    },
    { flags: '--fps <n>', description: 'pictures a second', default: 5, parse: parsePositive },
    {
      flags: '--target-resolution <size...>',
      description:
        'largest width and height of the pictures written, -1 for one that follows (default: as the model sees them)',
    },
    {
      flags: '--resize-algorithm <name>',
      description: 'for --target-resolution: nearest, bilinear, bicubic, area or lanczos',
      default: 'bilinear',
    },
    { flags: '--alpha <share>', description: 'how much the colours cover, 0 to 1', default: 0.5, parse: parseShare },
    labelFileOption,
    { flags: '--json', description: 'print the best classes as JSON' },
    {
      flags: '--use-frames',
      description: 'the video is a folder of frames',
      notYet: 'give the video that the frames are of',
    },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'vis-cam tsn_r18_1x1x3_stick-actions-rgb best.pth clip.mp4 --out-filename cam.gif',
    'vis-cam tsn_r18_1x1x3_stick-actions-rgb best.pth clip.mp4 --target-layer-name backbone.layer3 --target-class 2',
  ],
  load: async () => (await import('../commands/vis-cam.js')).VisCamCommand,
};

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new UsageError(`'${text}' is not a number from 0 to 1.`);
}
