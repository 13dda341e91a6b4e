import { type Tensor, type Tensor4D, tf } from '@mma/backend';
import type { Features } from '../heads/base-head.js';
import { RECOGNIZERS } from '../registries.js';
import { BaseRecognizer, recognizerOptions } from './base-recognizer.js';

/** Recognizes actions from single pictures of a video, which the head joins (TSN and its kin). */
@RECOGNIZERS.register()
export class Recognizer2D extends BaseRecognizer {
  static readonly options = recognizerOptions.describe(
    'a backbone on single pictures of a video, and a head that joins them',
  );

  /** [B, segments·crops, H, W, C] → the backbone's features of all pictures, and how many there are of one video */
  override extractFeat(inputs: Tensor): Features {
    const [batch, numSegs, ...picture] = inputs.shape as [number, number, number, number, number];
    const pictures = tf.reshape(inputs, [batch * numSegs, ...picture]) as Tensor4D;
    const atOnce = this.training ? pictures.shape[0] : this.maxTestingViews;
    return { x: this.#forward(pictures, atOnce), numSegs };
  }

  #forward(pictures: Tensor4D, atOnce: number): Tensor | Tensor[] {
    const total = pictures.shape[0];
    if (total <= atOnce) return this.backbone.forward(pictures);
    const parts: Tensor[][] = [];
    for (let start = 0; start < total; start += atOnce) {
      const view = tf.slice(pictures, start, Math.min(atOnce, total - start));
      parts.push([this.backbone.forward(view)].flat());
    }
    const joined = parts[0]!.map((_, output) => tf.concat(parts.map((part) => part[output]!)));
    return joined.length === 1 ? joined[0]! : joined;
  }
}
