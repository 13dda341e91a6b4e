import type { Tensor } from '@mma/backend';
import type { Member } from '@mma/nn';
import { EngineError } from '../errors.js';
import type { DataSample } from '../structures/data-sample.js';
import { BaseModel, type ModelOutput } from './base-model.js';
import type { DataPreprocessor, TensorBatch } from './data-preprocessor.js';

/**
 * Test-time augmentation: a model's predictions of several versions of each sample, merged into one. The versions come from
 * `TestTimeAug`, the last step of the pipeline; a subclass says how predictions are merged.
 *
 * Weights are those of the model within, under its own names, so that its checkpoints fit.
 */
export abstract class BaseTTAModel extends BaseModel {
  readonly #module: BaseModel;

  /** @throws EngineError `MMA_RUN_WRONG_KIND` when `module` is a part of a model, not a whole one */
  constructor({ module }: { module: object }) {
    super();
    if (!(module instanceof BaseModel)) {
      throw new EngineError('MMA_RUN_WRONG_KIND', `${module.constructor.name} is no model that predicts`, {
        hint: 'its class must extend BaseModel of @mma/engine',
      });
    }
    this.#module = module;
  }

  /** One sample's predictions, a version each, as one prediction. */
  protected abstract mergePreds(versions: readonly DataSample[]): DataSample;

  override get dataPreprocessor(): DataPreprocessor {
    return this.#module.dataPreprocessor;
  }

  override get numClasses(): number | undefined {
    return this.#module.numClasses;
  }

  protected override *ownMembers(): Iterable<[string, Member]> {
    yield* this.#module['ownMembers']();
  }

  override train(mode = true): this {
    this.training = mode;
    this.#module.train(mode);
    return this;
  }

  override predict(batch: TensorBatch): Tensor {
    return this.#module.predict(batch);
  }

  /** @throws EngineError `MMA_MODEL_TTA`: test-time augmentation is for tests */
  override loss(): Record<string, Tensor> {
    throw new EngineError('MMA_MODEL_TTA', 'a model with test-time augmentation is for tests: it has no loss', {
      hint: 'train the model itself; leave log_losses of test_cfg off with --tta',
    });
  }

  /** @throws EngineError `MMA_MODEL_TTA` for samples that were not made by TestTimeAug */
  override postprocess(output: ModelOutput, dataSamples: readonly DataSample[]): DataSample[] {
    const predicted = this.#module.postprocess(output, dataSamples);
    return groups(predicted).map((versions) => {
      const { tta, ...metainfo } = versions[0]!.metainfo;
      return { ...this.mergePreds(versions), metainfo };
    });
  }
}

/** The versions of each sample, which follow each other. */
function groups(predicted: readonly DataSample[]): DataSample[][] {
  const found: DataSample[][] = [];
  for (const sample of predicted) {
    const tta = sample.metainfo['tta'] as { index: number; of: number } | undefined;
    if (tta === undefined) {
      throw new EngineError('MMA_MODEL_TTA', 'a sample was not made by TestTimeAug', {
        hint: 'let the pipeline of test_dataloader end in TestTimeAug, as tta_pipeline does with --tta',
      });
    }
    if (tta.index === 0) found.push([]);
    found.at(-1)!.push(sample);
  }
  return found;
}
