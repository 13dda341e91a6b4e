/** What a component's config looks like: the registered name of its class, and its options. */
export interface ComponentConfig {
  type: string;
  readonly [option: string]: unknown;
}

/** A data loader's config. */
export interface DataLoaderConfig {
  batch_size?: number;
  num_workers?: number;
  persistent_workers?: boolean;
  sampler?: ComponentConfig;
  dataset?: Readonly<Record<string, unknown>>;
  readonly [option: string]: unknown;
}

/** How long training goes on, and when it validates. */
export interface TrainLoopConfig {
  type?: string;
  max_epochs?: number;
  max_iters?: number;
  val_begin?: number;
  val_interval?: number;
  readonly [option: string]: unknown;
}

/** The optimizer and what is done to gradients before it sees them. */
export interface OptimWrapperConfig {
  type?: string;
  optimizer?: {
    type?: string;
    lr?: number;
    momentum?: number;
    weight_decay?: number;
    readonly [option: string]: unknown;
  };
  /** Iterations whose gradients make one update. */
  accumulative_counts?: number;
  clip_grad?:
    | { type?: 'norm'; max_norm: number; norm_type?: number | 'inf'; error_if_nonfinite?: boolean }
    | { type: 'value'; clip_value: number }
    | null;
  /** Options of what divides the parameters into groups: `constructor`, by its name, which TypeScript has no type for here. */
  paramwise_cfg?: Readonly<Record<string, unknown>> | null;
  readonly [option: string]: unknown;
}

type HookConfig = Readonly<Record<string, unknown>> | null;

type ParamSchedulerConfig = ComponentConfig | readonly ComponentConfig[];

/** The hooks that every run has, by the keys under which a config changes or removes (null) them. */
export interface DefaultHooksConfig {
  runtime_info?: HookConfig;
  timer?: HookConfig;
  logger?: { type?: string; interval?: number; readonly [option: string]: unknown } | null;
  param_scheduler?: HookConfig;
  checkpoint?: {
    type?: string;
    interval?: number;
    by_epoch?: boolean;
    max_keep_ckpts?: number;
    save_best?: string | readonly string[] | null;
    readonly [option: string]: unknown;
  } | null;
  sampler_seed?: HookConfig;
  sync_buffers?: HookConfig;
  readonly [hook: string]: HookConfig | undefined;
}

/**
 * The top-level keys that a runner knows, all optional because a config inherits what it does not say. Parts of a
 * component (`model: { cls_head: { num_classes: 2 } }`) are enough for the same reason. Other keys are free.
 */
export interface RunnerConfig {
  /** Config files to inherit from, relative to this one. */
  _base_?: string | readonly string[];
  model?: Readonly<Record<string, unknown>>;
  work_dir?: string | null;
  train_dataloader?: DataLoaderConfig | null;
  val_dataloader?: DataLoaderConfig | null;
  test_dataloader?: DataLoaderConfig | null;
  train_cfg?: TrainLoopConfig | null;
  val_cfg?: Readonly<Record<string, unknown>> | null;
  test_cfg?: Readonly<Record<string, unknown>> | null;
  auto_scale_lr?: { enable?: boolean; base_batch_size?: number } | null;
  optim_wrapper?: OptimWrapperConfig | null;
  /** One or a list; with several optimizers also a list for each, by its name. */
  param_scheduler?: ParamSchedulerConfig | Readonly<Record<string, ParamSchedulerConfig>> | null;
  val_evaluator?: ComponentConfig | readonly ComponentConfig[] | null;
  test_evaluator?: ComponentConfig | readonly ComponentConfig[] | null;
  default_hooks?: DefaultHooksConfig;
  custom_hooks?: readonly ComponentConfig[] | null;
  custom_imports?: { imports: string | readonly string[]; allow_failed_imports?: boolean } | null;
  data_preprocessor?: Readonly<Record<string, unknown>> | null;
  load_from?: string | null;
  resume?: boolean;
  launcher?: string;
  env_cfg?: Readonly<Record<string, unknown>>;
  log_processor?: Readonly<Record<string, unknown>> | null;
  log_level?: string;
  visualizer?: Readonly<Record<string, unknown>> | null;
  vis_backends?: readonly ComponentConfig[] | null;
  default_scope?: string;
  randomness?: { seed?: number | null; deterministic?: boolean; diff_rank_seed?: boolean };
  experiment_name?: string | null;
  readonly [key: string]: unknown;
}

/**
 * A config file's default export, checked and completed by the editor. Returns its argument as it is.
 *
 * ```ts
 * export default defineConfig({ _base_: './base.ts', train_cfg: { max_epochs: 10 } });
 * ```
 */
export function defineConfig<const T extends RunnerConfig>(config: T): T {
  return config;
}
