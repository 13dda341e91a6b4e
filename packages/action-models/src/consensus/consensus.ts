import type { Tensor2D, Tensor3D } from '@mma/backend';

/** Joins what a video's segments say into one. */
export interface Consensus {
  /** [B, segments, C] → [B, C] */
  forward(x: Tensor3D): Tensor2D;
}
