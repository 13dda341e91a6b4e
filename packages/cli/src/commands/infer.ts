import { dirname } from 'node:path';
import { inject, injectable } from '@mma/engine';
import { writePredictionVideo } from '@mma/visualization';
import type { Command } from '../command.js';
import { requireClasses } from '../inference/labels.js';
import { LiveInference } from '../inference/live/live-inference.js';
import { liveInput } from '../inference/live/live-input.js';
import { LongInference } from '../inference/long/long-inference.js';
import { openRecognizer, required } from '../inference/open-recognizer.js';
import { placeOutputs } from '../inference/output-names.js';
import { inferencerPredictions, pythonText, topScores } from '../inference/predictions.js';
import type { Recognition, Recognizer } from '../inference/recognizer.js';
import { refuseWithout } from '../inference/refuse-without.js';
import { findVideos, type Source } from '../inference/sources.js';
import { createProgress } from '../output/progress.js';
import { withTempFolder } from '../output/temp-folder.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { makeFolder, writeFileSafely } from '../output/write-file.js';
import { abortable } from '../run/interrupt.js';
import type { InferOptions } from '../specs/infer.js';

/** `mma infer VIDEO…` */
@injectable()
export class InferCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(inputs: readonly string[], options: InferOptions): Promise<undefined> {
    required(options);
    const live = await liveInput(inputs, options);
    refuseWithout(live !== undefined ? 'live' : options.long ? 'long' : 'clips', options);
    if (live !== undefined) {
      await abortable((signal) => new LiveInference(this.terminal, options).run(live, signal));
      return undefined;
    }
    return withTempFolder(async (downloads) => {
      const sources = await findVideos(inputs, downloads);
      if (!options.long) return this.infer(sources, options);
      await abortable((signal) => new LongInference(this.terminal, options).run(sources, signal));
      return undefined;
    });
  }

  private async infer(sources: readonly Source[], options: InferOptions): Promise<undefined> {
    const videos = sources.map(({ file }) => file);
    const { vidOutDir: folder, format } = options;
    const outputs =
      folder === undefined ? undefined : await placeOutputs(videos, { folder, format, option: '--vid-out-dir' });
    const { recognizer, labels } = await openRecognizer(options, this.terminal);
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
