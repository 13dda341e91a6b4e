import type { Config } from '@mma/config';
import { type Batch, DataLoader } from '@mma/engine';
import { CliError } from '../errors.js';
import { COMPONENT_PACKAGES } from '../run/read-config.js';

/** One video through a config's test pipeline, as `mma test` and `mma infer` prepare it. */
export async function prepareVideo(config: Config, video: string): Promise<Batch> {
  const pipeline = config.get('test_dataloader.dataset.pipeline');
  if (!Array.isArray(pipeline)) {
    throw new CliError('MMA_CLI_CONFIG', `${config.filename} has no test_dataloader.dataset.pipeline.`, {
      hint: 'Videos are prepared with the test pipeline.',
    });
  }
  const imports = [config.get('custom_imports.imports') ?? []].flat() as string[];
  const loader = await DataLoader.fromConfig(
    { batch_size: 1, num_workers: 1, dataset: { type: 'VideoListDataset', videos: [video], pipeline } },
    { modules: [...COMPONENT_PACKAGES, ...imports], from: config.filename },
  );
  try {
    for await (const batch of loader.iterate({ epoch: 0 })) return batch;
  } finally {
    await loader.close();
  }
  throw new CliError('MMA_CLI_INPUT', `The test pipeline makes nothing of ${video}.`);
}
