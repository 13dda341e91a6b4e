import type { Config, ConfigDict } from '@mma/config';
import { CliError, UsageError } from '../errors.js';
import type { Terminal } from '../output/terminal.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import type { InferOptions } from '../specs/infer.js';
import { readLabels } from './labels.js';
import { customImports, Recognizer } from './recognizer.js';
import type { FeedSetup } from './windows/feed-protocol.js';

/** The model that MMAction2's inferencer means by a short name. */
const ALIASES: Readonly<Record<string, string>> = {
  tsn: 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb',
};

/** What `mma infer` works with, whatever it looks at. */
export interface OpenedRecognizer {
  recognizer: Recognizer;
  config: Config;
  labels: readonly string[] | undefined;
}

/** Reads labels, config and weights as the options of `mma infer` name them. */
export async function openRecognizer(options: InferOptions, terminal: Terminal): Promise<OpenedRecognizer> {
  const named = await readNamed(options);
  return { ...named, recognizer: await openWeights(named.config, options, terminal) };
}

/** What takes no time to read: labels and config. */
export async function readNamed(options: InferOptions): Promise<Omit<OpenedRecognizer, 'recognizer'>> {
  const { rec } = required(options);
  const labels = options.labelFile === undefined ? undefined : await readLabels(options.labelFile);
  return { config: await readConfig(ALIASES[rec] ?? rec, options.cfgOptions), labels };
}

/** What takes some: the model with its weights. */
export async function openWeights(config: Config, options: InferOptions, terminal: Terminal): Promise<Recognizer> {
  return Recognizer.open({
    config,
    checkpoint: required(options).checkpoint,
    device: options.device,
    modules: COMPONENT_PACKAGES,
    onMessage: (line) => terminal.error(line),
  });
}

/** @throws UsageError where the recognizer or its weights are not named */
export function required({ rec, checkpoint }: Partial<InferOptions>): { rec: string; checkpoint: string } {
  if (rec === undefined)
    throw new UsageError(
      'Which recognizer? --rec is missing.',
      'Give a config file, or the name of one under configs/.',
    );
  if (checkpoint === undefined) {
    throw new UsageError(
      'Which weights? --checkpoint is missing.',
      'Give a .pth file: one that `mma train` wrote, or one of MMAction2 that fits the config.',
    );
  }
  return { rec, checkpoint };
}

/** How windows slide where the options do not say: half a window from one to the next, and any score counts that is at all likely. */
const STRIDE = 0.5;
export const THRESHOLD = 0.01;

/** What a process needs to feed windows, but for the source. */
export function feedSetup(config: Config, options: InferOptions): Omit<FeedSetup, 'source'> {
  const pipeline = config.get('test_dataloader.dataset.pipeline') as ConfigDict[] | undefined;
  if (!Array.isArray(pipeline)) {
    throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no test_dataloader.dataset.pipeline.`, {
      hint: 'Inference prepares videos with the test pipeline.',
    });
  }
  const { window: length, inputStep = 1, stride = STRIDE } = options;
  return {
    pipeline,
    plan: { length, inputStep, stride },
    modules: [...COMPONENT_PACKAGES, ...customImports(config)],
    from: config.filename,
  };
}
