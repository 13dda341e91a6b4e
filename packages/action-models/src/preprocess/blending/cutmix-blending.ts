import { type Tensor2D, tf } from '@mma/backend';
import { drawBeta, type Random } from '@mma/engine';
import { z } from 'zod';
import { BLENDINGS } from '../../registries.js';
import { BatchBlending, type Blendable, blendingOptions } from './batch-blending.js';
import { mixed } from './mixup-blending.js';

/** A rectangle in pixels. */
interface Patch {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Puts into every sample a rectangle of another of the batch, the same place in all pictures (Yun et al. 2019, arXiv
 * 1905.04899). Labels are mixed by the area.
 */
@BLENDINGS.register()
export class CutmixBlending extends BatchBlending {
  static readonly options = z
    .strictObject(blendingOptions)
    .describe('Puts into every sample a rectangle of another of the batch.');

  readonly numClasses: number;
  readonly #alpha: number;

  constructor(options: z.input<typeof CutmixBlending.options>) {
    super();
    const { numClasses, alpha } = CutmixBlending.options.parse(options);
    this.numClasses = numClasses;
    this.#alpha = alpha;
  }

  override blend({ inputs, targets }: Blendable, random: Random): Blendable {
    const others = random.permutation(inputs.shape[0]!);
    const [height, width] = inputs.shape.slice(-3) as [number, number];
    const patch = drawPatch([width, height], drawBeta(this.#alpha, random), random);
    const kept = 1 - ((patch.right - patch.left) * (patch.bottom - patch.top)) / (width * height);
    const mask = tf.tensor(maskOf(patch, [width, height]), [height, width, 1]);
    const other = tf.gather(inputs, tf.tensor1d(others, 'int32'));
    return {
      inputs: tf.add(tf.mul(inputs, tf.sub(1, mask)), tf.mul(other, mask)),
      targets: mixed(targets, others, kept) as Tensor2D,
    };
  }
}

/** A rectangle of 1 − `share` of the area around a drawn centre, as far as it lies in the picture. */
export function drawPatch([width, height]: readonly [number, number], share: number, random: Random): Patch {
  const side = Math.sqrt(1 - share);
  const halfWidth = Math.floor(Math.trunc(width * side) / 2);
  const halfHeight = Math.floor(Math.trunc(height * side) / 2);
  const x = random.int(0, width);
  const y = random.int(0, height);
  return {
    left: Math.max(x - halfWidth, 0),
    top: Math.max(y - halfHeight, 0),
    right: Math.min(x + halfWidth, width),
    bottom: Math.min(y + halfHeight, height),
  };
}

function maskOf({ left, top, right, bottom }: Patch, [width, height]: readonly [number, number]): Float32Array {
  const mask = new Float32Array(width * height);
  for (let y = top; y < bottom; y++) mask.fill(1, y * width + left, y * width + right);
  return mask;
}
