import { type Tensor2D, type Tensor3D, tf } from '@mma/backend';
import { z } from 'zod';
import { CONSENSUSES } from '../registries.js';
import type { Consensus } from './consensus.js';

/** The mean over the segments (Wang et al., "Temporal Segment Networks", 2016). */
@CONSENSUSES.register()
export class AvgConsensus implements Consensus {
  static readonly options = z
    .strictObject({
      dim: z.literal(1).default(1).describe('the axis of the segments'),
    })
    .describe('the mean over segments');

  constructor(options: z.input<typeof AvgConsensus.options> = {}) {
    AvgConsensus.options.parse(options);
  }

  forward(x: Tensor3D): Tensor2D {
    return tf.mean(x, 1);
  }
}
