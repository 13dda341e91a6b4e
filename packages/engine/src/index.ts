export { AveragedModel, averagedModelOptions } from './averaging/averaged-model.js';
export { ExponentialMovingAverage } from './averaging/exponential-moving-average.js';
export { MomentumAnnealingEMA } from './averaging/momentum-annealing-ema.js';
export { StochasticWeightAverage } from './averaging/stochastic-weight-average.js';
export { loadCheckpoint } from './checkpoint/load-checkpoint.js';
export type { Pretrained } from './checkpoint/load-pretrained.js';
export { describeLoad, loadWeights } from './checkpoint/load-weights.js';
export {
  type LoadedCheckpoint,
  type OpenCheckpoint,
  openCheckpoint,
  openLazily,
} from './checkpoint/open-checkpoint.js';
export { BaseDataset, type DatasetMeta } from './data/base-dataset.js';
export { BaseTransform, type Results } from './data/base-transform.js';
export type { BrokenPass, BrokenSample } from './data/broken/broken-samples.js';
export { Collate } from './data/collate/collate.js';
export { DefaultCollate } from './data/collate/default-collate.js';
export { PseudoCollate } from './data/collate/pseudo-collate.js';
export { RepeatPseudoCollate } from './data/collate/repeat-pseudo-collate.js';
export { Compose } from './data/compose.js';
export type { DataCosts } from './data/costs/data-costs.js';
export type { Cost } from './data/costs/thread-costs.js';
export { DataLoader, type DataLoaderRun, type IterateOptions, type LoaderListener } from './data/data-loader.js';
export { type DataLoaderOptions, dataLoaderOptions } from './data/data-loader-options.js';
export { makeSample, type SampleKey } from './data/make-sample.js';
export { type DatasetSource, openDataset } from './data/open-dataset.js';
export { SampleError } from './data/sample-error.js';
export { DefaultSampler } from './data/samplers/default-sampler.js';
export { InfiniteSampler } from './data/samplers/infinite-sampler.js';
export { Sampler, type SamplerRun } from './data/samplers/sampler.js';
export { type TransformStep, type TransformTap, tapTransforms } from './data/tap-transforms.js';
export { TestTimeAug } from './data/test-time-aug.js';
export { ClassBalancedDataset, repeatFactors } from './data/wrappers/class-balanced-dataset.js';
export { ConcatDataset } from './data/wrappers/concat-dataset.js';
export { DatasetWrapper } from './data/wrappers/dataset-wrapper.js';
export { RepeatDataset } from './data/wrappers/repeat-dataset.js';
export { createContainer, type DependencyContainer, type InjectionToken, inject, injectable } from './di/container.js';
export { collectResults } from './distributed/collect-results.js';
export { type Dist, isMain, type ReduceOp, type Shareable, singleProcess } from './distributed/dist.js';
export { EngineError, isUserError } from './errors.js';
export { BaseMetric, type EvaluateOptions } from './evaluation/base-metric.js';
export { Evaluator } from './evaluation/evaluator.js';
export { metricOptions } from './evaluation/metric-options.js';
export { DumpResults } from './evaluation/results/dump-results.js';
export { readResults, writeResults } from './evaluation/results/results-file.js';
export type { RunEvent, RunMode, TrainIterEvent } from './events/run-event.js';
export { makeFolder } from './files/make-folder.js';
export { replaceFile } from './files/replace-file.js';
export { CheckInvalidLossHook } from './hooks/check-invalid-loss.js';
export { CheckpointHook } from './hooks/checkpoint/checkpoint.js';
export { DistSamplerSeedHook } from './hooks/dist-sampler-seed.js';
export { EarlyStoppingHook } from './hooks/early-stopping.js';
export { EMAHook } from './hooks/ema.js';
export { EmptyCacheHook } from './hooks/empty-cache.js';
export {
  type Awaitable,
  type BatchPayload,
  type CheckpointPayload,
  type EvalStepPayload,
  Hook,
  type LoadedPayload,
  type MetricsPayload,
  type TrainStepPayload,
} from './hooks/hook.js';
export type { HookContext, Progress, RunInfo, SaveCheckpointOptions } from './hooks/hook-context.js';
export { HOOK_POINTS, type HookPayload, type HookPoint } from './hooks/hook-points.js';
export { IterTimerHook } from './hooks/iter-timer.js';
export { LoggerHook } from './hooks/logger.js';
export { ParamSchedulerHook } from './hooks/param-scheduler.js';
export { PRIORITIES, type Priority, type PriorityName } from './hooks/priority.js';
export { ProfilerHook } from './hooks/profiler/profiler.js';
export { RuntimeInfoHook } from './hooks/runtime-info.js';
export { SyncBuffersHook } from './hooks/sync-buffers.js';
export { colouredLine } from './logging/coloured-line.js';
export { HistoryBuffer } from './logging/history-buffer.js';
export { LocalVisBackend } from './logging/local-vis-backend.js';
export { type LogEntry, LogProcessor, type LogSource } from './logging/log-processor.js';
export { LOG_LEVELS, Logger, type LoggerOptions, type LogLevel, type LogRecord } from './logging/logger.js';
export { MessageHub, type RuntimeInfo } from './logging/message-hub.js';
export { type RunConfig, VisBackend, type VisPlace, visBackendOptions } from './logging/vis-backend.js';
export { Visualizer, visualizerOptions } from './logging/visualizer.js';
export { EpochBasedTrainLoop } from './loops/epoch-based-train-loop.js';
export { predictBatch } from './loops/eval-pass.js';
export { IterBasedTrainLoop } from './loops/iter-based-train-loop.js';
export type { BatchSource, EvalContext, LoopContext, TrainContext } from './loops/loop-context.js';
export { EvalLoop, TrainLoop } from './loops/loops.js';
export { TestLoop } from './loops/test-loop.js';
export { ValLoop } from './loops/val-loop.js';
export { AverageClsScoreTTA } from './model/average-cls-score-tta.js';
export { BaseModel, type ModelOutput } from './model/base-model.js';
export { BaseTTAModel } from './model/base-tta-model.js';
export { DataPreprocessor, type TensorBatch } from './model/data-preprocessor.js';
export { setInitCfg } from './model/init-cfg/apply.js';
export { initCfgOption } from './model/init-cfg/options.js';
export { predictorOf } from './model/predictor.js';
export { AmpOptimWrapper } from './optim/amp-optim-wrapper.js';
export { BaseOptimWrapper, type LogVars } from './optim/base-optim-wrapper.js';
export { type ClipGrad, clipByGlobalNorm, globalNorm } from './optim/clip-grad.js';
export { DefaultOptimWrapperConstructor } from './optim/constructors/default.js';
export { LearningRateDecayOptimizerConstructor } from './optim/constructors/layer-decay.js';
export { type BaseSettings, OptimWrapperConstructor } from './optim/constructors/optim-wrapper-constructor.js';
export { SwinOptimWrapperConstructor } from './optim/constructors/swin.js';
export { TSMOptimWrapperConstructor } from './optim/constructors/tsm.js';
export { OptimWrapper, type OptimWrapperOptions } from './optim/optim-wrapper.js';
export { OptimWrapperDict } from './optim/optim-wrapper-dict.js';
export { Adadelta } from './optimizers/adadelta.js';
export { Adagrad } from './optimizers/adagrad.js';
export { Adam, AdamW } from './optimizers/adam.js';
export { Adamax } from './optimizers/adamax.js';
export type { Hyper, Numbers } from './optimizers/hyper.js';
export { LAMB } from './optimizers/lamb.js';
export { Lion } from './optimizers/lion.js';
export { NAdam } from './optimizers/nadam.js';
export {
  type Counters,
  Optimizer,
  type PendingUpdate,
  type Slots,
  type UpdateInput,
  type UpdateOutput,
} from './optimizers/optimizer.js';
export type { OptimizerState } from './optimizers/optimizer-state.js';
export type { GroupSettings, GroupSpec, ParamGroup } from './optimizers/param-group.js';
export { RAdam } from './optimizers/radam.js';
export { RMSprop } from './optimizers/rmsprop.js';
export { SGD } from './optimizers/sgd.js';
export { Random } from './random/random.js';
export { drawBeta, drawShares } from './random/shares.js';
export type { ComponentClass, ComponentConfig, ComponentSource } from './registry/build.js';
export { component, componentConfig } from './registry/component.js';
export { type ComponentDescription, describeAll, describeRegistry } from './registry/describe.js';
export { type ConfigIssue, type ConfigPlace, formatIssue, issuesError, RegistryError } from './registry/issues.js';
export type { JsonSchema } from './registry/json-schema.js';
export type { OptionText } from './registry/option-rows.js';
export { checkOptions, parseOptions } from './registry/parse-options.js';
export { type RegisterOptions, type Registration, Registry, registries } from './registry/registry.js';
export {
  AVERAGED_MODELS,
  COLLATE_FNS,
  DATA_SAMPLERS,
  DATASETS,
  HOOKS,
  LOG_PROCESSORS,
  LOOPS,
  METRICS,
  MODELS,
  OPTIM_WRAPPER_CONSTRUCTORS,
  OPTIM_WRAPPERS,
  OPTIMIZERS,
  PARAM_SCHEDULERS,
  TRANSFORMS,
  VISBACKENDS,
  VISUALIZERS,
} from './registry/roots.js';
export { buildFromConfig } from './runner/build-from-config.js';
export { configSchema } from './runner/config-schema.js';
export { evaluateOffline } from './runner/evaluate-offline.js';
export type { FromConfigOptions } from './runner/from-config.js';
export { Runner } from './runner/runner.js';
export type { EvalParts, OnDemand, RunLoader, RunnerParts, TrainParts } from './runner/runner-parts.js';
export { type ScheduleTrace, type TracedLine, type TraceOptions, traceSchedules } from './runner/trace-schedules.js';
export { validateConfig } from './runner/validate-config.js';
export { withTta } from './runner/with-tta.js';
export { ConstantLR, ConstantMomentum, ConstantParamScheduler } from './schedulers/constant.js';
export {
  CosineAnnealingLR,
  CosineAnnealingMomentum,
  CosineAnnealingParamScheduler,
} from './schedulers/cosine-annealing.js';
export { CosineRestartLR, CosineRestartMomentum, CosineRestartParamScheduler } from './schedulers/cosine-restart.js';
export { ExponentialLR, ExponentialMomentum, ExponentialParamScheduler } from './schedulers/exponential.js';
export { LinearLR, LinearMomentum, LinearParamScheduler } from './schedulers/linear.js';
export { MultiStepLR, MultiStepMomentum, MultiStepParamScheduler } from './schedulers/multi-step.js';
export { OneCycleLR, OneCycleParamScheduler } from './schedulers/one-cycle.js';
export { type Horizon, ParamScheduler, type ScheduledGroup, schedulerOptions } from './schedulers/param-scheduler.js';
export { PolyLR, PolyMomentum, PolyParamScheduler } from './schedulers/poly.js';
export {
  ReduceOnPlateauLR,
  ReduceOnPlateauMomentum,
  ReduceOnPlateauParamScheduler,
} from './schedulers/reduce-on-plateau.js';
export type { Schedules } from './schedulers/schedules.js';
export { StepLR, StepMomentum, StepParamScheduler } from './schedulers/step.js';
export { type Batch, type Item, pseudoCollate, type Sample, samplesOf } from './structures/batch.js';
export type { DataSample } from './structures/data-sample.js';
export { type NdArray, sizeOf, type TypedArray } from './structures/nd-array.js';
