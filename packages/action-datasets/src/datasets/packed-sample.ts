import type { DataSample, Item, NdArray, Results, Sample } from '@mma/engine';
import { DataError } from '../errors.js';

/**
 * What a pipeline leaves behind, as a sample.
 *
 * @param sample how messages call the sample
 * @throws DataError `MMA_DATA_SAMPLE_REFUSED` when a transform refused it, `MMA_DATA_NOT_PACKED` without `PackActionInputs`,
 * `MMA_DATA_SEVERAL_INPUTS` where it collected several
 */
export function packedSample(results: Results | null, sample: string): Sample {
  if (results === null) throw new DataError('MMA_DATA_SAMPLE_REFUSED', `a transform of the pipeline refused ${sample}`);
  const inputs = results['inputs'] as NdArray | Record<string, NdArray> | undefined;
  const dataSample = results['data_samples'] as DataSample | undefined;
  if (inputs && dataSample) {
    if (inputs.data instanceof Object && 'shape' in inputs) return { inputs: inputs as NdArray, dataSample };
    const names = Object.keys(inputs).join(', ');
    throw new DataError('MMA_DATA_SEVERAL_INPUTS', `the pipeline packed several inputs (${names}) for ${sample}`, {
      hint: 'this dataset gives models one input: leave collect_keys of PackActionInputs out',
    });
  }
  throw new DataError('MMA_DATA_NOT_PACKED', 'the pipeline ended without `inputs` and `data_samples`', {
    hint: 'let PackActionInputs be its last step',
  });
}

/** As `packedSample`; of a pipeline that ends in TestTimeAug, the versions of the sample that it made. */
export function packedItem(results: Results, sample: string): Item {
  const { inputs, data_samples: dataSamples } = results;
  if (!Array.isArray(inputs) || !Array.isArray(dataSamples)) return packedSample(results, sample);
  return inputs.map((input, index) => packedSample({ inputs: input, data_samples: dataSamples[index] }, sample));
}
