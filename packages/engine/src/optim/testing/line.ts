import { type Tensor, tf } from '@mma/backend';
import { hashKeys, Parameter } from '@mma/nn';
import '../../index.js';
import { BaseModel } from '../../model/base-model.js';
import type { DataPreprocessor, TensorBatch } from '../../model/data-preprocessor.js';
import { OPTIM_WRAPPERS } from '../../registry/roots.js';
import type { DataSample } from '../../structures/data-sample.js';
import type { BaseOptimWrapper } from '../base-optim-wrapper.js';

/** loss = mean((x·w − y)²) */
export class Line extends BaseModel {
  declare readonly dataPreprocessor: DataPreprocessor;
  readonly w = new Parameter([2, 1], { init: () => tf.tensor([[0.5], [-0.25]]) });

  override loss({ inputs, target }: TensorBatch): Record<string, Tensor> {
    return { loss: tf.mean(tf.square(tf.sub(tf.matMul(inputs as never, this.w.value as never), target!))) };
  }

  override predict({ inputs }: TensorBatch): Tensor {
    return tf.matMul(inputs as never, this.w.value as never);
  }

  override postprocess(): DataSample[] {
    return [];
  }
}

export const waves = (iter: number): TensorBatch =>
  tf.tidy(() => ({
    inputs: tf.sin(tf.mul(tf.reshape(tf.range(0, 8), [4, 2]), iter + 1.7)),
    target: tf.cos(tf.mul(tf.reshape(tf.range(0, 4), [4, 1]), iter + 0.3)),
  }));

export const TOTAL = 10;

/** The line's wrapper after `iters` iterations; `between` may put another in its place. */
export async function trainLine(
  config: object,
  iters = TOTAL,
  between: (wrapper: BaseOptimWrapper, model: Line, iter: number) => Promise<BaseOptimWrapper> = async (same) => same,
) {
  const model = new Line();
  model.initWeights(0);
  let wrapper = lineWrapper(config, model);
  const values: { logVars: Record<string, number>; w: number[] }[] = [];
  const tensors: number[] = [];
  for (let iter = 0; iter < iters; iter += 1) {
    wrapper = await between(wrapper, model, iter);
    const batch = waves(iter);
    const logVars = await wrapper.step(model, batch, hashKeys(iter));
    tf.dispose(batch as never);
    values.push({ logVars, w: [...model.w.value.dataSync()] });
    tensors.push(tf.memory().numTensors);
  }
  return { model, wrapper, values, tensors };
}

export function lineWrapper(config: object, model: Line, done = 0): BaseOptimWrapper {
  const optimizer = { type: 'SGD', lr: 0.2, momentum: 0.9 };
  const wrapper = OPTIM_WRAPPERS.build({ type: 'OptimWrapper', optimizer, ...config });
  wrapper.setModel(model);
  wrapper.initializeCounts(done, TOTAL);
  return wrapper;
}
