import { type Scalar, type Tensor, type Tensor1D, tf } from '@mma/backend';
import { BaseModel, type DataPreprocessor, type DataSample, type ModelOutput, type TensorBatch } from '@mma/engine';
import { layerGradient, type Module } from '@mma/nn';
import type { BaseRecognizer } from '../recognizers/base-recognizer.js';
import { activationMap } from './activation-map.js';

/**
 * A recognizer that predicts Grad-CAM maps instead of scores, of the class that is a sample's label, or of the best one where samples have
 * none. As with every model, `predictBatch` records it once and replays it off the event loop.
 *
 * Videos of a batch do not see each other: a map is that of `gradCam` for the video alone.
 */
export class GradCamModel extends BaseModel {
  override readonly dataPreprocessor: DataPreprocessor;
  readonly recognizer: BaseRecognizer;
  readonly #layer: Module;

  /** @param layer of the recognizer, giving [pictures, h, w, C]; default: the backbone */
  constructor(recognizer: BaseRecognizer, layer: Module = recognizer.backbone) {
    super();
    this.dataPreprocessor = recognizer.dataPreprocessor;
    this.recognizer = recognizer;
    this.#layer = layer;
    this.train(recognizer.training);
  }

  override get numClasses(): number {
    return this.recognizer.numClasses;
  }

  override loss(batch: TensorBatch): Record<string, Tensor> {
    return this.recognizer.loss(batch);
  }

  /**
   * [B, pictures, H, W, C] → [B, pictures, h, w]
   * @throws ModelError `MMA_MODEL_CAM_LAYER`
   */
  override predict({ inputs, gtLabel }: TensorBatch): Tensor {
    const [videos, pictures] = inputs.shape as [number, number];
    const { recognizer } = this;
    const runs = layerGradient(this.#layer, () => {
      const scores = recognizer.clsHead.forward(recognizer.extractFeat(inputs)); // [B·clips, classes]
      if (gtLabel === undefined) return tf.sum(tf.max(scores, 1)) as Scalar;
      const wanted = tf.oneHot(gtLabel as Tensor1D, this.numClasses, 1, 0, 'float32'); // [B, classes]
      const clips = tf.reshape(scores, [videos, -1, this.numClasses]);
      return tf.sum(tf.mul(clips, tf.expandDims(wanted, 1))) as Scalar;
    });
    try {
      const map = activationMap(runs, { layer: this.#layer, pictures: videos * pictures });
      return tf.reshape(map, [videos, pictures, ...map.shape.slice(1)]);
    } finally {
      tf.dispose(runs.flatMap(({ output, gradient }) => [output, gradient]));
    }
  }

  /** Copies of the samples with `extras.activationMap`: [pictures, h, w], ≥ 0. */
  override postprocess({ data, shape }: ModelOutput, dataSamples: readonly DataSample[]): DataSample[] {
    const size = shape.slice(1).reduce((product, length) => product * length, 1);
    return dataSamples.map((sample, index) => {
      const activationMap = { data: data.slice(index * size, (index + 1) * size), shape: shape.slice(1) };
      return { ...sample, extras: { ...sample.extras, activationMap } };
    });
  }
}
