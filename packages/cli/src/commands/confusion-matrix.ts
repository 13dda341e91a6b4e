import { extname } from 'node:path';
import { confusionMatrix } from '@mma/action-datasets';
import { inject, injectable } from '@mma/engine';
import { confusedPairs, mostMistaken, renderConfusion } from '@mma/visualization';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { type Outcomes, readOutcomes } from '../explain/outcomes.js';
import { table } from '../output/table.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
import { readConfig } from '../run/read-config.js';
import type { ConfusionMatrixOptions } from '../specs/confusion-matrix.js';

/** `mma confusion-matrix CONFIG RESULTS|CHECKPOINT` */
@injectable()
export class ConfusionMatrixCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, source]: readonly string[], options: ConfusionMatrixOptions): Promise<undefined> {
    const targets = options.targetClasses?.map(parseIndex);
    if (targets?.length === 1) throw new UsageError('--target-classes needs two classes or more.');
    const config = await readConfig(name!, options.cfgOptions);
    const found = await readOutcomes(config, source!, { ...options, terminal: this.terminal });
    const result = confusionOf(found, targets, options);
    if (options.json) this.terminal.print(JSON.stringify(result));
    else this.terminal.print(pairTable(result));
    for (const file of [options.out, options.showPath]) {
      if (file === undefined) continue;
      await writeFileSafely(file, await this.rendered(result, file, options));
      this.terminal.error(`wrote ${file}`);
    }
    return undefined;
  }

  private rendered(
    result: ConfusionResult,
    file: string,
    options: ConfusionMatrixOptions,
  ): Promise<string | Uint8Array> {
    if (extname(file).toLowerCase() === '.json') return Promise.resolve(`${JSON.stringify(result, undefined, 1)}\n`);
    const { classes, counts, matrix } = result;
    const shown =
      classes.length > options.maxClasses ? mostMistaken(counts, options.maxClasses) : classes.map((_, i) => i);
    const some =
      shown.length < classes.length ? `, the ${shown.length} of ${classes.length} classes with most mistakes` : '';
    return renderConfusion(
      {
        title: `${(result.accuracy * 100).toFixed(1)} % of ${result.samples} samples right${some}`,
        names: shown.map((i) => classes[i]!.name),
        values: shown.map((row) => shown.map((column) => matrix[row]![column]!)),
        isShare: options.normalize !== undefined,
        includeValues: options.includeValues ?? false,
      },
      {
        names: classes.map(({ name: each }) => each),
        pairs: result.pairs.map((pair) => ({
          ...pair,
          truth: classes.findIndex(({ index }) => index === pair.truth),
          predicted: classes.findIndex(({ index }) => index === pair.predicted),
        })),
      },
      file,
    );
  }
}

interface ConfusionResult {
  samples: number;
  accuracy: number;
  normalize: 'true' | 'pred' | 'all' | null;
  /** The classes of rows and columns. */
  classes: { index: number; name: string }[];
  /** As asked for: counts, or shares. */
  matrix: number[][];
  counts: number[][];
  /** By class index. */
  pairs: {
    truth: number;
    predicted: number;
    names: [string, string];
    count: number;
    share: number;
    clips?: string[];
  }[];
}

function confusionOf(
  { outcomes, names }: Outcomes,
  targets: readonly number[] | undefined,
  { normalize, pairs: limit }: ConfusionMatrixOptions,
): ConfusionResult {
  const beyond = targets?.find((index) => index >= names.length);
  if (beyond !== undefined) {
    throw new UsageError(
      `--target-classes ${beyond}: the model has ${names.length} classes.`,
      `0 to ${names.length - 1}`,
    );
  }
  const kept = targets
    ? outcomes.filter(({ truth, predicted }) => targets.includes(truth) && targets.includes(predicted))
    : outcomes;
  if (kept.length === 0) throw new UsageError('No sample is of the target classes and taken for one of them.');
  const [predicted, labels] = [kept.map((each) => each.predicted), kept.map(({ truth }) => truth)];
  const { classes, matrix: counts } = confusionMatrix(predicted, labels);
  const { matrix } = normalize === undefined ? { matrix: counts } : confusionMatrix(predicted, labels, normalize);
  const pairs = confusedPairs(counts, limit).map((pair) => {
    const [truth, taken] = [classes[pair.truth]!, classes[pair.predicted]!];
    const clips = kept.flatMap((each) =>
      each.truth === truth && each.predicted === taken && each.clip ? [each.clip] : [],
    );
    return {
      truth,
      predicted: taken,
      names: [names[truth]!, names[taken]!] as [string, string],
      count: pair.count,
      share: pair.share,
      ...(clips.length === 0 ? {} : { clips }),
    };
  });
  return {
    samples: kept.length,
    accuracy: kept.filter((each) => each.truth === each.predicted).length / kept.length,
    normalize: normalize ?? null,
    classes: classes.map((index) => ({ index, name: names[index]! })),
    matrix,
    counts,
    pairs,
  };
}

function pairTable({ samples, accuracy, pairs }: ConfusionResult): string {
  const head = `${(accuracy * 100).toFixed(2)} % of ${samples} samples right`;
  if (pairs.length === 0) return head;
  const rows = pairs.map(({ names, count, share }) => [...names, count, `${(share * 100).toFixed(1)} %`]);
  return `${head}\n\n${table([['true', 'predicted', 'samples', 'of the class'], ...rows])}`;
}

function parseIndex(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--target-classes ${text}: that is no class index.`, 'Give indices, counted from 0.');
}
