import type { Tensor } from '@mma/backend';
import {
  BaseModel,
  component,
  type DataPreprocessor,
  type DataSample,
  type ModelOutput,
  type TensorBatch,
} from '@mma/engine';
import { z } from 'zod';
import type { Backbone } from '../backbones/backbone.js';
import type { BaseHead, Features } from '../heads/base-head.js';
import { ActionDataPreprocessor } from '../preprocess/action-data-preprocessor.js';
import { BACKBONES, DATA_PREPROCESSORS, HEADS } from '../registries.js';

/** Options of every recognizer. */
export const recognizerOptions = z.strictObject({
  backbone: component(BACKBONES).describe('what makes features of pictures'),
  clsHead: component(HEADS).describe('what classifies features'),
  dataPreprocessor: component(DATA_PREPROCESSORS)
    .default(() => new ActionDataPreprocessor())
    .describe('what makes tensors of a batch'),
  trainCfg: z.strictObject({}).nullish(),
  testCfg: z
    .strictObject({
      maxTestingViews: z.int().positive().optional().describe('pictures that go through the backbone at once'),
    })
    .nullish(),
});

/** Preprocessor, backbone and head as one model. */
export abstract class BaseRecognizer extends BaseModel {
  override readonly dataPreprocessor: DataPreprocessor;
  readonly backbone: Backbone;
  readonly clsHead: BaseHead;
  protected readonly maxTestingViews: number;

  constructor(options: z.input<typeof recognizerOptions>) {
    super();
    const { backbone, clsHead, dataPreprocessor, testCfg } = recognizerOptions.parse(options);
    this.dataPreprocessor = dataPreprocessor;
    this.backbone = backbone;
    this.clsHead = clsHead;
    this.maxTestingViews = testCfg?.maxTestingViews ?? Number.POSITIVE_INFINITY;
    if (dataPreprocessor instanceof ActionDataPreprocessor) dataPreprocessor.expectClasses(clsHead.numClasses);
  }

  override get numClasses(): number {
    return this.clsHead.numClasses;
  }

  /** What the backbone says of a batch's inputs. */
  abstract extractFeat(inputs: Tensor): Features;

  override loss(batch: TensorBatch): Record<string, Tensor> {
    return this.clsHead.loss(this.extractFeat(batch.inputs), batch);
  }

  /** Scores [B, classes]; without `average_clips` [B, clips, classes] */
  override predict(batch: TensorBatch): Tensor {
    return this.clsHead.predict(this.extractFeat(batch.inputs), batch.inputs.shape[0]!);
  }

  override postprocess(output: ModelOutput, dataSamples: readonly DataSample[]): DataSample[] {
    return this.clsHead.postprocess(output, dataSamples);
  }
}
