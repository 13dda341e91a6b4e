import type { AveragedModel } from '../averaging/averaged-model.js';
import type { BaseDataset } from '../data/base-dataset.js';
import type { BaseTransform } from '../data/base-transform.js';
import type { Collate } from '../data/collate/collate.js';
import type { Sampler } from '../data/samplers/sampler.js';
import type { BaseMetric } from '../evaluation/base-metric.js';
import type { Hook } from '../hooks/hook.js';
import type { VisBackend } from '../logging/vis-backend.js';
import type { Visualizer } from '../logging/visualizer.js';
import type { BaseOptimWrapper } from '../optim/base-optim-wrapper.js';
import type { OptimWrapperConstructor } from '../optim/constructors/optim-wrapper-constructor.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { ParamScheduler } from '../schedulers/param-scheduler.js';
import { Registry } from './registry.js';

/** Everything that is part of a model; packages add registries for their kinds as children. */
export const MODELS = new Registry<object>('model');
export const AVERAGED_MODELS = new Registry<AveragedModel>('averaged model', { parent: MODELS });
export const DATASETS = new Registry<BaseDataset>('dataset');
export const TRANSFORMS = new Registry<BaseTransform>('transform');
export const DATA_SAMPLERS = new Registry<Sampler>('sampler');
export const COLLATE_FNS = new Registry<Collate>('collate function');
export const METRICS = new Registry<BaseMetric>('metric');

export const HOOKS = new Registry<Hook>('hook');
export const LOOPS = new Registry<object>('loop');
export const OPTIMIZERS = new Registry<Optimizer>('optimizer');
export const OPTIM_WRAPPERS = new Registry<BaseOptimWrapper>('optimizer wrapper');
export const OPTIM_WRAPPER_CONSTRUCTORS = new Registry<OptimWrapperConstructor>('optimizer wrapper constructor');
export const PARAM_SCHEDULERS = new Registry<ParamScheduler>('parameter scheduler');
export const LOG_PROCESSORS = new Registry<object>('log processor');
export const VISBACKENDS = new Registry<VisBackend>('visualization backend');
export const VISUALIZERS = new Registry<Visualizer>('visualizer');
