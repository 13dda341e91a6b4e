import { type Tensor2D, tf } from '@mma/backend';
import type { NdArray, TensorBatch } from '@mma/engine';
import { type LayerRun, layerGradient, type Module } from '@mma/nn';
import { ModelError } from '../errors.js';
import type { BaseRecognizer } from '../recognizers/base-recognizer.js';
import { activationMap } from './activation-map.js';

export interface GradCamOptions {
  /** Module of the recognizer whose output is looked at: [pictures, h, w, C]. */
  readonly layer: Module;
  /** Whose score is explained; without, that of the best class of each clip. */
  readonly targetClass?: number;
}

export interface GradCam {
  /** [pictures, h, w], ≥ 0, as the layer's resolution has it: where the class's score comes from. */
  readonly map: NdArray<Float32Array>;
  /** Scores before softmax, mean of the clips, one a class. */
  readonly scores: Float32Array;
}

/**
 * Grad-CAM (Selvaraju et al., 2017) of one video as MMAction2 computes it: a layer's channels, weighted by the mean gradient of the
 * class's score before softmax, summed, and what is below zero left out.
 *
 * @param batch one video of pictures: `inputs` [1, pictures, H, W, C]
 * @throws ModelError `MMA_MODEL_CAM_LAYER` for a layer that gives no maps of the pictures, `MMA_MODEL_CAM_CLASS`
 */
export async function gradCam(
  model: BaseRecognizer,
  batch: TensorBatch,
  { layer, targetClass }: GradCamOptions,
): Promise<GradCam> {
  if (targetClass !== undefined && !(targetClass >= 0 && targetClass < model.numClasses)) {
    throw new ModelError(
      'MMA_MODEL_CAM_CLASS',
      `there is no class ${targetClass}`,
      `classes are 0 to ${model.numClasses - 1}`,
    );
  }
  const wasTraining = model.training;
  model.eval();
  let scores: Tensor2D | undefined;
  let runs: LayerRun[] = [];
  try {
    runs = layerGradient(layer, () => {
      scores = tf.keep(model.clsHead.forward(model.extractFeat(batch.inputs))); // [clips, classes]
      const wanted = targetClass === undefined ? tf.max(scores, 1) : tf.gather(scores, [targetClass], 1);
      return tf.sum(wanted);
    });
    const pictures = batch.inputs.shape[1]!;
    const map = tf.tidy(() => activationMap(runs, { layer, pictures }));
    const mean = tf.tidy(() => tf.mean(scores!, 0));
    const result = {
      map: { data: Float32Array.from(await map.data()), shape: map.shape },
      scores: Float32Array.from(await mean.data()),
    };
    tf.dispose([map, mean]);
    return result;
  } finally {
    tf.dispose([
      ...runs.flatMap(({ output, gradient }) => [output, gradient]),
      ...(scores === undefined ? [] : [scores]),
    ]);
    model.train(wasTraining);
  }
}
