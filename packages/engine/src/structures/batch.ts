import type { DataSample } from './data-sample.js';
import type { NdArray, TypedArray } from './nd-array.js';

/** One item of a dataset after its pipeline. A video clip's `inputs` are `[segments, H, W, C]` uint8. */
export interface Sample {
  inputs: NdArray<TypedArray>;
  dataSample: DataSample;
}

/** What a dataset gives for one index: a sample, or several of it (RepeatAugDataset). */
export type Item = Sample | readonly Sample[];

/** Samples side by side, not stacked: shapes may differ until the data preprocessor stacks them. */
export interface Batch {
  inputs: NdArray<TypedArray>[];
  dataSamples: DataSample[];
}

/** An item's samples. */
export function samplesOf(item: Item): readonly Sample[] {
  return 'inputs' in item ? [item] : item;
}

/** Lays samples side by side, as MMEngine's function of that name does. */
export function pseudoCollate(samples: readonly Sample[]): Batch {
  return {
    inputs: samples.map((sample) => sample.inputs),
    dataSamples: samples.map((sample) => sample.dataSample),
  };
}
