import { z } from 'zod';
import { component } from '../registry/component.js';
import { MODELS } from '../registry/roots.js';
import type { DataSample } from '../structures/data-sample.js';
import { BaseTTAModel } from './base-tta-model.js';

const options = z
  .strictObject({
    module: component(MODELS).describe('the model that predicts; --tta puts the model of the config here'),
  })
  .describe('test-time augmentation: the mean of the scores of all versions of a sample');

/** The mean of the class scores of a sample's versions. */
@MODELS.register()
export class AverageClsScoreTTA extends BaseTTAModel {
  static readonly options = options;

  protected override mergePreds(versions: readonly DataSample[]): DataSample {
    const [first] = versions;
    const classes = first!.predScore!.length;
    const predScore = Float32Array.from({ length: classes }, (_, index) => {
      const sum = versions.reduce((total, version) => total + version.predScore![index]!, 0);
      return sum / versions.length;
    });
    return { ...first!, predScore, predLabel: predScore.indexOf(Math.max(...predScore)) };
  }
}
