import type { DataSample, NdArray, Results, Sample } from '@mma/engine';
import { DataError } from '../errors.js';

/**
 * What a pipeline leaves behind, as a sample.
 *
 * @param sample how messages call the sample
 * @throws DataError `MMA_DATA_SAMPLE_REFUSED` when a transform refused it, `MMA_DATA_NOT_PACKED` without `PackActionInputs`
 */
export function packedSample(results: Results | null, sample: string): Sample {
  if (results === null) throw new DataError('MMA_DATA_SAMPLE_REFUSED', `a transform of the pipeline refused ${sample}`);
  const inputs = results['inputs'] as NdArray | undefined;
  const dataSample = results['data_samples'] as DataSample | undefined;
  if (inputs && dataSample) return { inputs, dataSample };
  throw new DataError('MMA_DATA_NOT_PACKED', 'the pipeline ended without `inputs` and `data_samples`', {
    hint: 'let PackActionInputs be its last step',
  });
}
