import type { CommandSpec } from '../command.js';
import { UsageError } from '../errors.js';
import { cfgOptions, deviceOption, oneOf, parsePositive, parseSeconds } from './shared.js';

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
  long?: true;
  window?: number;
  inputStep?: number;
  stride?: number;
  threshold?: number;
  srtOutDir?: string;
  timelineOutDir?: string;
  timelineFormat: 'png' | 'svg';
  stream?: true;
  timeout?: number;
  reconnect?: number;
  device: 'auto' | 'cpu' | 'gpu';
  cfgOptions?: string[];
}

export const inferSpec: CommandSpec = {
  name: 'infer',
  summary: 'say what happens in videos',
  arguments: [
    {
      usage: '<video...>',
      description:
        'files, folders, globs or http(s) addresses; or one camera or stream: /dev/video0, rtsp://…, a named pipe',
    },
  ],
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
    { flags: '--long', description: 'long videos: slide a window over each, and say what happens when' },
    {
      flags: '--window <seconds>',
      description:
        'of long videos and streams: length of the window, sampled like a video of its own (default: the frames of a clip)',
      parse: parseSeconds,
    },
    {
      flags: '--input-step <n>',
      description: 'without --window: take every n-th frame (default: 1)',
      parse: parsePositive,
    },
    {
      flags: '--stride <share>',
      description: 'from one window to the next, as a share of a window; 0: as little as possible (default: 0.5)',
      parse: parseShare,
    },
    {
      flags: '--threshold <score>',
      description: 'name only classes with at least this score (default: 0.01)',
      parse: parseScore,
    },
    { flags: '--srt-out-dir <dir>', description: 'with --long: write subtitles' },
    { flags: '--timeline-out-dir <dir>', description: 'with --long: draw each timeline' },
    {
      flags: '--timeline-format <format>',
      description: 'of these drawings: png or svg',
      default: 'png',
      parse: oneOf('--timeline-format', ['png', 'svg']),
    },
    { flags: '--stream', description: 'an http(s) address is a live stream, no file to fetch' },
    {
      flags: '--timeout <seconds>',
      description: 'of streams: how long nothing may come (default: 10)',
      parse: parseSeconds,
    },
    {
      flags: '--reconnect <seconds>',
      description: 'of streams: how long to wait for one that is gone to come back (default: not at all)',
      parse: parseSeconds,
    },
    { flags: '--show', description: 'show the video in a window', notYet: '--vid-out-dir writes it to a file' },
    deviceOption,
    cfgOptions,
  ],
  examples: [
    'infer clip.mp4 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --label-file label_map.txt',
    "infer 'videos/**/*.mp4' --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --pred-out-file predictions.json",
    'infer clip.mp4 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --vid-out-dir out',
    'infer match.mp4 --long --window 4 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --srt-out-dir out',
    'infer rtsp://camera/stream --window 2 --rec tsn_r18_1x1x3_stick-actions-rgb --checkpoint best.pth --json',
  ],
  load: async () => (await import('../commands/infer.js')).InferCommand,
};

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && Number.isFinite(share) && share >= 0) return share;
  throw new UsageError(
    `--stride ${text}: this is no share of a window.`,
    'Give a number ≥ 0, such as 0.5 for half a window.',
  );
}

function parseScore(text: string): number {
  const score = Number(text);
  if (text.trim() !== '' && score >= 0 && score <= 1) return score;
  throw new UsageError(`--threshold ${text}: this is no score.`, 'Give a number from 0 to 1.');
}
