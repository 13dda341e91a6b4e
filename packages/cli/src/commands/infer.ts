import { dirname, join, resolve } from 'node:path';
import { inject, injectable } from '@mma/engine';
import { writePredictionVideo } from '@mma/visualization';
import type { Command } from '../command.js';
import { CliError, UsageError } from '../errors.js';
import { readLabels, requireClasses } from '../inference/labels.js';
import { outputNames } from '../inference/output-names.js';
import { inferencerPredictions, pythonText, topScores } from '../inference/predictions.js';
import { type Recognition, Recognizer } from '../inference/recognizer.js';
import { findVideos, type Source } from '../inference/sources.js';
import { createProgress } from '../output/progress.js';
import { withTempFolder } from '../output/temp-folder.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { makeFolder, writeFileSafely } from '../output/write-file.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import type { InferOptions } from '../specs/infer.js';

/** The model that MMAction2's inferencer means by a short name. */
const ALIASES: Readonly<Record<string, string>> = {
  tsn: 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb',
};

/** `mma infer VIDEO…` */
@injectable()
export class InferCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(inputs: readonly string[], options: InferOptions): Promise<undefined> {
    required(options);
    return withTempFolder(async (downloads) => this.infer(await findVideos(inputs, downloads), options));
  }

  private async infer(sources: readonly Source[], options: InferOptions): Promise<undefined> {
    const { rec, checkpoint } = required(options);
    const videos = sources.map(({ file }) => file);
    const labels = options.labelFile === undefined ? undefined : await readLabels(options.labelFile);
    const outputs =
      options.vidOutDir === undefined ? undefined : await placeOutputs(videos, options.vidOutDir, options.format);
    const config = await readConfig(ALIASES[rec] ?? rec, options.cfgOptions);
    const recognizer = await Recognizer.open({
      config,
      checkpoint,
      device: options.device,
      modules: COMPONENT_PACKAGES,
      onMessage: (line) => this.terminal.error(line),
    });
    const results = await this.recognize(recognizer, videos, options);
    if (labels) requireClasses(options.labelFile!, labels.length, results[0]!.scores.length);
    const named = results.map(({ scores }, i) => ({ video: sources[i]!.name, scores }));
    await this.report(named, labels, options);
    for (const [i, output] of (outputs ?? []).entries()) {
      const { video, scores } = results[i]!;
      await makeFolder(dirname(output));
      await writePredictionVideo(video, output, { predictions: topScores(scores, options.topK, labels) });
      this.terminal.error(`wrote ${output}`);
    }
    return undefined;
  }

  private async recognize(
    recognizer: Recognizer,
    videos: readonly string[],
    options: InferOptions,
  ): Promise<Recognition[]> {
    const results: Recognition[] = [];
    const progress = videos.length > 1 ? createProgress('recognizing', this.terminal) : undefined;
    try {
      for await (const result of recognizer.recognize(videos, { batchSize: options.batchSize })) {
        results.push(result);
        progress?.update(results.length, videos.length);
      }
    } finally {
      progress?.stop();
    }
    return results;
  }

  private async report(
    results: readonly Recognition[],
    labels: readonly string[] | undefined,
    options: InferOptions,
  ): Promise<void> {
    const named = results.map(({ video, scores }) => ({ video, top: topScores(scores, options.topK, labels) }));
    const predictions = inferencerPredictions(results.map(({ scores }) => scores));
    const entries = predictions.predictions.map((entry, i) => ({ ...named[i], ...entry }));
    if (options.json) this.terminal.print(JSON.stringify({ predictions: entries }));
    else {
      if (options.printResult) this.terminal.print(pythonText(predictions));
      for (const { video, top } of named) {
        const width = Math.max(...top.map(({ label }) => label.length));
        const lines = top.map(({ label, score }) => `  ${label.padEnd(width)}  ${score.toFixed(4)}`);
        this.terminal.print([video, ...lines].join('\n'));
      }
    }
    if (options.predOutFile !== undefined) {
      await writeFileSafely(options.predOutFile, `${JSON.stringify({ predictions: entries }, undefined, 1)}\n`);
    }
  }
}

/** Where each video with its prediction goes; never onto a video that was given. */
async function placeOutputs(videos: readonly string[], folder: string, format: string): Promise<string[]> {
  const outputs = outputNames(videos).map((name) => join(folder, `${name}.${format}`));
  const inputs = new Set(videos.map((video) => resolve(video)));
  const clash = outputs.find((output) => inputs.has(resolve(output)));
  if (clash !== undefined) {
    throw new CliError('MMA_CLI_WRITE', `--vid-out-dir ${folder} would overwrite the video ${clash}.`, {
      hint: 'Choose another folder.',
    });
  }
  await makeFolder(folder);
  return outputs;
}

function required({ rec, checkpoint }: Partial<InferOptions>): { rec: string; checkpoint: string } {
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
