// part A
export { BaseDataset, type DatasetMeta } from './data/base-dataset.js';
export { BaseTransform, type Results } from './data/base-transform.js';
export { Compose } from './data/compose.js';
export { DefaultSampler } from './data/samplers/default-sampler.js';
export { InfiniteSampler } from './data/samplers/infinite-sampler.js';
export { Sampler, type SamplerRun } from './data/samplers/sampler.js';
export { EngineError, isUserError } from './errors.js';
export { BaseMetric } from './evaluation/base-metric.js';
export { Evaluator } from './evaluation/evaluator.js';
export { metricOptions } from './evaluation/metric-options.js';
export { BaseModel, type ModelOutput } from './model/base-model.js';
export { DataPreprocessor, type TensorBatch } from './model/data-preprocessor.js';
export { Random } from './random/random.js';
export type { ComponentClass, ComponentConfig, ComponentSource } from './registry/build.js';
export { component, componentConfig } from './registry/component.js';
export { type ConfigIssue, type ConfigPlace, formatIssue, RegistryError } from './registry/issues.js';
export { checkOptions, parseOptions } from './registry/parse-options.js';
export { type RegisterOptions, Registry } from './registry/registry.js';
export {
  DATA_SAMPLERS,
  DATASETS,
  HOOKS,
  LOG_PROCESSORS,
  LOOPS,
  METRICS,
  MODELS,
  OPTIM_WRAPPERS,
  OPTIMIZERS,
  PARAM_SCHEDULERS,
  TRANSFORMS,
  VISBACKENDS,
  VISUALIZERS,
} from './registry/roots.js';
export { type Batch, pseudoCollate, type Sample } from './structures/batch.js';
export type { DataSample } from './structures/data-sample.js';
export { type NdArray, sizeOf, type TypedArray } from './structures/nd-array.js';
// end of part A
