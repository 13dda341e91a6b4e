import { type Tensor, tf } from '@mma/backend';
import type { LayerRun, Module } from '@mma/nn';
import { ModelError } from '../errors.js';

/**
 * Maps of pictures from a layer's runs: its channels, weighted by their mean gradients, summed, and what is below zero left out. Pictures
 * may go through the backbone in several runs (`max_testing_views`).
 *
 * @returns [pictures, h, w]
 * @throws ModelError `MMA_MODEL_CAM_LAYER` for a layer that gives no map of each picture
 */
export function activationMap(
  runs: readonly LayerRun[],
  { layer, pictures }: { layer: Module; pictures: number },
): Tensor {
  const what = `a ${layer.constructor.name}`;
  if (runs.length === 0) {
    throw new ModelError(
      'MMA_MODEL_CAM_LAYER',
      `${what} does not run on its own`,
      'take the layer that it is a part of',
    );
  }
  const shapes = runs.map(({ output }) => output.shape);
  const rows = shapes.reduce((total, [count]) => total + count!, 0);
  if (shapes.some(({ length }) => length !== 4) || rows !== pictures) {
    const found = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
    throw new ModelError(
      'MMA_MODEL_CAM_LAYER',
      `${what} gives ${found}: no map of each of the ${pictures} pictures`,
      'take a layer of a backbone that looks at pictures one by one, before they are pooled: a stage, a block, a relu',
    );
  }
  const output = tf.concat(runs.map((run) => run.output));
  const gradient = tf.concat(runs.map((run) => run.gradient));
  const weights = tf.mean(gradient, [1, 2], true); // [pictures, 1, 1, C]
  return tf.relu(tf.sum(tf.mul(output, weights), 3));
}
