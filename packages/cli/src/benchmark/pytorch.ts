import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Config } from '@mma/config';
import { CliError } from '../errors.js';

const PROGRAM = fileURLToPath(new URL('../../python/tsn.py', import.meta.url));

/** What PyTorch is to do; see `python/tsn.py`. */
export interface PyTorchWork {
  depth: number;
  classes: number;
  channels: number;
  batch: number;
  frames: number;
  height: number;
  width: number;
  dropout: number;
  infer: boolean;
  amp: boolean;
}

/** A running PyTorch that does its work once at each call. */
export interface PyTorch {
  version: string;
  step(): Promise<void>;
  /** Its largest resident memory in bytes; undefined where the system does not tell. */
  peakMemory(): Promise<number | undefined>;
  close(): void;
}

/** The network of a config as PyTorch's program knows it. @throws CliError `MMA_CLI_COMPARE` for other networks than TSN */
export function networkOf(config: Config): Pick<PyTorchWork, 'depth' | 'classes' | 'channels' | 'dropout'> {
  const get = (path: string): unknown => config.get(`model.${path}`);
  const plain = (value: unknown, usual: unknown): boolean =>
    value == null || JSON.stringify(value) === JSON.stringify(usual);
  const types = [get('type'), get('backbone.type'), get('cls_head.type')];
  const unusual = [
    ...(types.join() === 'Recognizer2D,ResNet,TSNHead' ? [] : [`it is ${types.join(' with ')}`]),
    ...(plain(get('backbone.num_stages'), 4) ? [] : ['backbone.num_stages is not 4']),
    ...(plain(get('backbone.strides'), [1, 2, 2, 2]) ? [] : ['backbone.strides are not the usual']),
    ...(plain(get('backbone.dilations'), [1, 1, 1, 1]) ? [] : ['backbone.dilations are not 1']),
    ...(plain(get('backbone.frozen_stages'), -1) ? [] : ['backbone.frozen_stages is not -1']),
    ...(plain(get('backbone.norm_eval'), false) ? [] : ['backbone.norm_eval is not false']),
    ...(plain(get('backbone.partial_bn'), false) ? [] : ['backbone.partial_bn is not false']),
  ];
  if (unusual.length > 0) {
    throw new CliError(
      'MMA_CLI_COMPARE',
      `the model of ${config.filename} has no counterpart in PyTorch here: ${unusual.join(', ')}`,
      { hint: '--compare knows Recognizer2D with a ResNet and a TSNHead.' },
    );
  }
  return {
    depth: Number(get('backbone.depth')),
    classes: Number(get('cls_head.num_classes')),
    channels: Number(get('backbone.in_channels') ?? 3),
    dropout: Number(get('cls_head.dropout_ratio') ?? 0.4),
  };
}

/** Starts PyTorch's side, ready to step. @throws CliError `MMA_CLI_PYTHON` where there is no such Python or it has no PyTorch */
export async function startPyTorch(python: string, work: PyTorchWork): Promise<PyTorch> {
  const child = spawn(python, [PROGRAM, JSON.stringify(work)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', ({ message }) => reject(noPyTorch(python, message)));
    child.once('close', () => reject(noPyTorch(python, complaint.trimEnd().split('\n').at(-1) ?? 'it ended')));
  });
  // Nobody waits for it between steps.
  failed.catch(() => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    return done ? failed : value;
  };
  const version = await Promise.race([next(), failed]);
  return {
    version,
    async step() {
      child.stdin.write('step\n');
      await Promise.race([next(), failed]);
    },
    peakMemory: () => peakMemoryOf(child),
    close: () => void child.stdin.end(),
  };
}

async function peakMemoryOf({ pid }: ChildProcess): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
  return peak === null ? undefined : Number(peak[1]) * 1024;
}

function noPyTorch(python: string, why: string): CliError {
  return new CliError('MMA_CLI_PYTHON', `PyTorch does not run in ${python}: ${why}`, {
    hint: 'Name a Python that has torch with --python or MMA_BENCH_PYTHON; `pip install torch` installs it.',
  });
}
