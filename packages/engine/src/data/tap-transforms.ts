import { AsyncLocalStorage } from 'node:async_hooks';
import type { Results } from './base-transform.js';

/** What one transform of a pipeline left behind. */
export interface TransformStep {
  /** The transform's name in configs. */
  readonly name: string;
  /** Its place in the pipeline; 0 begins a sample, or begins it anew where a transform refused the one before. */
  readonly at: number;
  /** As the next transform will get them: what is to be kept must be copied at once. Null where the transform gave the sample up. */
  readonly results: Results | null;
}

export type TransformTap = (step: TransformStep) => void;

const taps = new AsyncLocalStorage<TransformTap>();

/**
 * Shows a tap every step of the pipelines that `work` runs, in whichever dataset and wrappers they are. A pipeline inside of a
 * transform counts as that transform's own business.
 */
export function tapTransforms<T>(tap: TransformTap, work: () => T): T {
  return taps.run(tap, work);
}

/** The tap of the work that is going on, if it has one. */
export function currentTap(): TransformTap | undefined {
  return taps.getStore();
}

export function withoutTap<T>(work: () => T): T {
  return taps.exit(work);
}
