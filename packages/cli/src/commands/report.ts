import { basename } from 'node:path';
import { classFigures, confusionMatrix, meanClassAccuracy, topKAccuracy } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import {
  asProbabilities,
  calibrationOf,
  confusedPairs,
  mostMistaken,
  type ReportFigures,
  renderReport,
  thumbnail,
  type WorstClip,
} from '@mma/visualization';
import type { Command } from '../command.js';
import { type Outcome, type Outcomes, readOutcomes } from '../explain/outcomes.js';
import { createProgress } from '../output/progress.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
import { readConfig } from '../run/read-config.js';
import type { ReportOptions } from '../specs/report.js';

/** Pairs of confused classes that the page lists. */
const PAIRS = 20;

/** `mma report CONFIG RESULTS|CHECKPOINT` */
@injectable()
export class ReportCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, source]: readonly string[], options: ReportOptions): Promise<undefined> {
    const config = await readConfig(name!, options.cfgOptions);
    const found = await readOutcomes(config, source!, { ...options, terminal: this.terminal });
    const figures: ReportFigures = {
      title: basename(config.filename ?? name!).replace(/\.\w+$/, ''),
      about: { config: name!, 'predictions of': source! },
      ...figuresOf(found, options),
      worst: await this.worstClips(found, options.worst),
    };
    await writeFileSafely(options.out, renderReport(figures, options.out));
    this.terminal.error(`wrote ${options.out}`);
    return undefined;
  }

  /** Wrongly recognised, least probability of the own class first, each with a picture where there is one. */
  private async worstClips({ outcomes, names }: Outcomes, limit: number): Promise<WorstClip[]> {
    const wrong = outcomes
      .filter(({ truth, predicted }) => truth !== predicted)
      .map((outcome) => ({ outcome, shares: asProbabilities(outcome.scores) }))
      .sort((a, b) => a.shares[a.outcome.truth]! - b.shares[b.outcome.truth]!)
      .slice(0, limit);
    const progress = createProgress('looking at clips', this.terminal);
    const clips: WorstClip[] = [];
    try {
      for (const { outcome, shares } of wrong) {
        const { truth, predicted, clip } = outcome;
        clips.push({
          truth: names[truth]!,
          predicted: names[predicted]!,
          truthShare: shares[truth]!,
          predictedShare: shares[predicted]!,
          ...(clip === undefined ? {} : { clip }),
          ...(await this.pictureOf(outcome)),
        });
        progress.update(clips.length, wrong.length);
      }
    } finally {
      progress.stop();
    }
    return clips;
  }

  private async pictureOf({ clip }: Outcome): Promise<{ picture?: string }> {
    if (clip === undefined) return {};
    try {
      return { picture: await thumbnail(clip) };
    } catch (error) {
      // The rest of the report is worth having.
      this.terminal.error(`no picture of ${clip}: ${error instanceof Error ? error.message : String(error)}`);
      return {};
    }
  }
}

function figuresOf(
  { outcomes, names }: Outcomes,
  { bins, maxClasses }: ReportOptions,
): Omit<ReportFigures, 'title' | 'about' | 'worst'> {
  const scores = outcomes.map((outcome) => outcome.scores);
  const labels = outcomes.map(({ truth }) => truth);
  const predicted = outcomes.map((outcome) => outcome.predicted);
  const hits = outcomes.map((outcome) => outcome.truth === outcome.predicted);
  const confidences = outcomes.map((outcome) => asProbabilities(outcome.scores)[outcome.predicted]!);
  const [top1, top5] = topKAccuracy(scores, labels, [1, 5]);
  const { classes, matrix } = confusionMatrix(predicted, labels);
  const seen = classes.map((index) => names[index]!);
  const shown = classes.length > maxClasses ? mostMistaken(matrix, maxClasses) : classes.map((_, i) => i);
  const some =
    shown.length < classes.length ? `The ${shown.length} of ${classes.length} classes with most mistakes` : 'Counts';
  return {
    summary: {
      'top-1 accuracy': top1!,
      ...(names.length > 5 ? { 'top-5 accuracy': top5! } : {}),
      'mean class accuracy': meanClassAccuracy(scores, labels),
    },
    samples: outcomes.length,
    classes: classFigures(matrix).map(({ label, ...figures }) => ({ name: seen[label]!, ...figures })),
    calibration: calibrationOf(confidences, hits, bins),
    confusion: {
      title: some,
      names: shown.map((i) => seen[i]!),
      values: shown.map((row) => shown.map((column) => matrix[row]![column]!)),
      includeValues: shown.length <= 20,
    },
    confused: {
      names: seen,
      pairs: confusedPairs(matrix, PAIRS).map((pair) => ({
        ...pair,
        clips: outcomes.flatMap((each) =>
          each.clip && each.truth === classes[pair.truth] && each.predicted === classes[pair.predicted]
            ? [each.clip]
            : [],
        ),
      })),
    },
  };
}
