import { extname, join } from 'node:path';
import { argmax } from '@mma/action-datasets';
import type { Config } from '@mma/config';
import { type BaseDataset, type DataSample, Runner, readResults } from '@mma/engine';
import { CliError } from '../errors.js';
import { readLabels } from '../inference/labels.js';
import { withTempFolder } from '../output/temp-folder.js';
import type { Terminal } from '../output/terminal.js';
import { stoppable } from '../run/interrupt.js';
import { COMPONENT_PACKAGES } from '../run/read-config.js';
import { showRun } from '../run/run-progress.js';
import { openTestDataset } from './test-dataset.js';

/** What became of one sample of the test set. */
export interface Outcome {
  truth: number;
  predicted: number;
  /** One a class. */
  scores: Float32Array;
  /** The video, or the folder of frames, where the dataset lists the same samples. */
  clip?: string;
}

export interface Outcomes {
  /** In the dataset's order. */
  outcomes: Outcome[];
  /** One name a class. */
  names: string[];
  /** Present when the config's test set lists the same samples. */
  dataset?: BaseDataset;
}

export interface OutcomeOptions {
  device: 'auto' | 'cpu' | 'gpu';
  labelFile?: string;
}

/**
 * The predictions on a config's test set: read from a file that `mma test --dump` has written, or made with a checkpoint.
 *
 * @throws CliError `MMA_CLI_RESULTS` for samples that have not one label and one score a class
 */
export async function readOutcomes(
  config: Config,
  source: string,
  { terminal, ...options }: OutcomeOptions & { terminal: Terminal },
): Promise<Outcomes> {
  const isResults = ['.pkl', '.pickle', '.json'].includes(extname(source).toLowerCase());
  const samples = isResults ? await readResults(source) : await testedWith(config, source, { ...options, terminal });
  if (samples.length === 0) throw new CliError('MMA_CLI_RESULTS', `${source} holds no predictions.`);
  const outcomes = samples.map((sample, index) => outcomeOf(sample, `sample ${index} of ${source}`));
  const classes = outcomes[0]!.scores.length;
  const expected = config.get('model.cls_head.num_classes');
  if (typeof expected === 'number' && expected !== classes) {
    throw new CliError(
      'MMA_CLI_RESULTS',
      `${source} has ${classes} scores a sample, the model has ${expected} classes.`,
      {
        hint: "Give predictions of the config's model; where a sample has several clips, set average_clips of its cls_head.",
      },
    );
  }
  const odd = outcomes.findIndex(({ scores, truth }) => scores.length !== classes || truth >= classes);
  if (odd >= 0) {
    throw new CliError(
      'MMA_CLI_RESULTS',
      `Sample ${odd} of ${source} has label ${outcomes[odd]!.truth} and ${outcomes[odd]!.scores.length} scores, the first has ${classes} scores.`,
      { hint: 'Give predictions of one model on one dataset.' },
    );
  }
  const dataset = await openTestDataset(config, outcomes, (line) => terminal.error(line));
  for (const [index, outcome] of outcomes.entries()) {
    const clip = dataset?.fileOf(index);
    if (clip !== undefined) outcome.clip = clip;
  }
  const given =
    options.labelFile === undefined ? dataset?.metainfo.classes : await readLabels(options.labelFile, classes);
  const names = Array.from({ length: classes }, (_, i) => given?.[i] ?? `class ${i}`);
  return { outcomes, names, ...(dataset === undefined ? {} : { dataset }) };
}

function outcomeOf({ gtLabel, predScore }: DataSample, where: string): Outcome {
  const [truth] = gtLabel ?? [];
  if (truth === undefined || gtLabel!.length > 1 || predScore === undefined || predScore.length === 0) {
    const found = predScore === undefined ? 'no scores' : `${gtLabel?.length ?? 0} labels`;
    throw new CliError('MMA_CLI_RESULTS', `${where} has ${found}; it takes one label and one score a class.`, {
      hint: 'Samples of several labels have no confusion matrix; `mma eval` computes their mean average precision.',
    });
  }
  return { truth, predicted: argmax(predScore), scores: predScore };
}

/** Tests as `mma test --dump` does; the file of predictions and the log are gone afterwards. */
async function testedWith(
  config: Config,
  checkpoint: string,
  { device, terminal }: OutcomeOptions & { terminal: Terminal },
): Promise<DataSample[]> {
  return withTempFolder(async (folder) => {
    const file = join(folder, 'results.pkl');
    const runner = await Runner.fromConfig(
      config.merge({ test_evaluator: [{ type: 'DumpResults', out_file_path: file }] }),
      { workDir: folder, loadFrom: checkpoint, resume: false, device, modules: COMPONENT_PACKAGES, console: false },
    );
    const hide = showRun(runner.events, terminal);
    try {
      await stoppable(runner, () => runner.test());
    } finally {
      hide();
    }
    return readResults(file);
  });
}
