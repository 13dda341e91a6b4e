import type { Config } from '@mma/config';
import { type BaseDataset, type ComponentConfig, DATASETS, isUserError } from '@mma/engine';
import type { Outcome } from './outcomes.js';

/**
 * A config's test set, if it lists the samples that predictions are of: it tells their files and the names of the classes.
 *
 * @param tell is given a line that says why, where it does not
 */
export async function openTestDataset(
  config: Config,
  outcomes: readonly Outcome[],
  tell: (line: string) => void,
): Promise<BaseDataset | undefined> {
  const path = 'test_dataloader.dataset';
  const given = config.get(path) as ComponentConfig | undefined;
  if (!given) {
    tell(`${config.filename} has no ${path}: clips and classes have no names`);
    return undefined;
  }
  try {
    const dataset = DATASETS.build(given, { path });
    await dataset.load();
    const reason = difference(dataset, outcomes);
    if (reason === undefined) return dataset;
    tell(`the predictions are not of the samples of ${path} (${reason}): clips and classes have no names`);
  } catch (error) {
    // Predictions are worth looking at where the dataset is not at hand.
    if (!isUserError(error)) throw error;
    tell(`${path} cannot be read (${error.message}): clips and classes have no names`);
  }
  return undefined;
}

function difference(dataset: BaseDataset, outcomes: readonly Outcome[]): string | undefined {
  if (dataset.length !== outcomes.length) return `${outcomes.length} predictions, ${dataset.length} samples`;
  const odd = outcomes.findIndex(({ truth }, index) => !dataset.getCatIds(index).includes(truth));
  return odd < 0 ? undefined : `sample ${odd} has another label`;
}
