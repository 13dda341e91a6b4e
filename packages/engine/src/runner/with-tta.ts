import type { Config, ConfigDict } from '@mma/config';
import { EngineError } from '../errors.js';

/**
 * A config whose test is with test-time augmentation: `tta_pipeline` in place of the test pipeline, and the model within
 * `tta_model` (the mean of class scores unless given), as `mma test --tta` does it.
 *
 * @throws EngineError `MMA_RUN_TTA` when the config has no `tta_pipeline` or nothing to test
 */
export function withTta(config: Config): Config {
  const { model, test_dataloader: loader, tta_pipeline: pipeline, tta_model: tta } = config.toJSON();
  if (!isDict(model) || !isDict(loader) || !Array.isArray(pipeline)) {
    throw new EngineError('MMA_RUN_TTA', 'the config says nothing of test-time augmentation', {
      hint: "it needs tta_pipeline: the test pipeline with its last steps in { type: 'TestTimeAug', transforms: [[…], [{ type: 'PackActionInputs' }]] }",
    });
  }
  const dataset = isDict(loader['dataset']) ? loader['dataset'] : {};
  return config.merge({
    model: { _delete_: true, ...(isDict(tta) ? tta : { type: 'AverageClsScoreTTA' }), module: model },
    test_dataloader: {
      ...loader,
      // A sample's versions go side by side.
      collate_fn: { type: 'repeat_pseudo_collate' },
      dataset: { ...dataset, pipeline },
    },
  });
}

function isDict(value: unknown): value is ConfigDict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
