import type { Precision } from '@mma/backend';
import { layerNames, type Module } from '@mma/nn';
import { z } from 'zod';
import { EngineError } from '../errors.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { plain, restoreSettings, settingsOutside } from '../optimizers/optimizer-state.js';
import { component } from '../registry/component.js';
import { OPTIM_WRAPPERS, OPTIMIZERS } from '../registry/roots.js';
import type { ScheduledGroup } from '../schedulers/param-scheduler.js';
import { Accumulation } from './accumulation.js';
import { BaseOptimWrapper, type LineLog, type LogVars } from './base-optim-wrapper.js';
import { type ClipGrad, clipGradOptions } from './clip-grad.js';
import type { StepUnit } from './compute-step.js';
import { DefaultOptimWrapperConstructor } from './constructors/default.js';
import type { OptimWrapperConstructor } from './constructors/optim-wrapper-constructor.js';
import type { LossScaler } from './loss-scaler.js';
import { paramwiseOptions, withParamwise } from './paramwise.js';

export interface OptimWrapperOptions {
  optimizer: Optimizer;
  /** How to clip gradients; not at all unless given. */
  clipGrad?: z.input<typeof clipGradOptions> | undefined;
  /** Iterations whose gradients make one update; 1 unless given. */
  accumulativeCounts?: number;
  /** Divides the parameters into groups; one group unless given. */
  paramwise?: OptimWrapperConstructor;
}

/** Options of every wrapper of one optimizer, as a config has them. */
export const optimWrapperOptions = z.strictObject({
  optimizer: component(OPTIMIZERS).describe('what updates the parameters'),
  accumulativeCounts: z.int().min(1).default(1).describe('iterations whose gradients make one update'),
  clipGrad: clipGradOptions
    .nullish()
    .transform((given) => given ?? undefined)
    .describe('how gradients are limited before the update'),
  ...paramwiseOptions,
});

const options = optimWrapperOptions
  .transform(withParamwise)
  .describe('one optimizer, with accumulation and clipping of gradients');

/** One optimizer for all of a model, or for a part of it: groups, accumulation and clipping of gradients, update. */
@OPTIM_WRAPPERS.register()
export class OptimWrapper extends BaseOptimWrapper implements StepUnit {
  static readonly options: z.ZodType<OptimWrapperOptions> = options;
  readonly optimizer: Optimizer;
  readonly clipGrad: ClipGrad | undefined;
  readonly accumulation: Accumulation;
  precision: Precision = 'float32';
  lossScaler: LossScaler | undefined;
  /** Set by the wrapper of several that this one is part of. */
  name = '';
  private readonly paramwise: OptimWrapperConstructor;
  /** MMEngine's bystander of several groups: schedules move it, too, and it shows what they would do without factors. */
  private base: ScheduledGroup | undefined;

  constructor({ optimizer, clipGrad, accumulativeCounts = 1, paramwise }: OptimWrapperOptions) {
    super();
    this.optimizer = optimizer;
    this.clipGrad = clipGrad && clipGradOptions.parse(clipGrad);
    this.accumulation = new Accumulation(accumulativeCounts);
    this.paramwise = paramwise ?? new DefaultOptimWrapperConstructor();
  }

  override get wrappers(): ReadonlyMap<string, OptimWrapper> {
    return new Map([['', this]]);
  }

  override setModel(model: Module, log?: LineLog): void {
    this.log = log;
    const { defaults } = this.optimizer;
    const { lr, weightDecay } = defaults;
    const names = Object.keys(defaults);
    const line = (text: string): void => log?.info(text);
    const prefix = this.name === '' ? '' : `${this.name}: `;
    const groups = this.paramwise.groups(model, { lr, weightDecay, names, log: (text) => line(`${prefix}${text}`) });
    this.optimizer.setParameters(groups);
    this.base = groups.length > 1 ? { ...defaults } : undefined;
    if (this.accumulation.counts > 1 && model.modules().some((module) => layerNames(module).has('_BatchNorm'))) {
      log?.warning('Gradient accumulative may slightly decrease performance because the model has BatchNorm layers.');
    }
  }

  override scheduledGroups(): ReadonlyMap<string, readonly ScheduledGroup[]> {
    const { paramGroups } = this.optimizer;
    return new Map([['', this.base === undefined ? paramGroups : [...paramGroups, this.base]]]);
  }

  override learningRates(): Record<string, number> {
    const lr = this.optimizer.paramGroups[0]?.lr ?? Number.NaN;
    return this.base === undefined ? { lr } : { base_lr: this.base.lr, lr };
  }

  override snapshot(): Record<string, unknown> {
    const { state, param_groups } = this.optimizer.snapshot();
    const sums = this.accumulation.snapshot(this.numbered());
    return {
      state,
      param_groups,
      ...(this.lossScaler === undefined ? {} : { loss_scaler: this.lossScaler.stateDict() }),
      ...(this.base === undefined
        ? {}
        : {
            base_param_settings: {
              params: { dtype: 'float32', shape: [1], data: new Float32Array(1) },
              ...settingsOutside(this.base),
            },
          }),
      ...(sums.size === 0 ? {} : { accumulated_gradients: sums }),
    };
  }

  override loadStateDict(state: unknown): void {
    this.optimizer.loadStateDict(state);
    const { base_param_settings: base, accumulated_gradients: sums, loss_scaler: scaler } = plain(state);
    this.lossScaler?.loadStateDict(scaler);
    if (this.base !== undefined && base !== undefined) restoreSettings(this.base, plain(base));
    if (sums !== undefined) this.accumulation.load(sums, this.numbered());
  }

  /** @throws EngineError `MMA_OPTIM_NONFINITE` where `errorIfNonfinite` asks for it */
  checkStep(logVars: LogVars): void {
    const { clipGrad } = this;
    if (clipGrad?.type !== 'norm' || !clipGrad.errorIfNonfinite) return;
    const norm = logVars[this.name === '' ? 'grad_norm' : `${this.name}.grad_norm`];
    if (norm === undefined || Number.isFinite(norm)) return;
    throw new EngineError('MMA_OPTIM_NONFINITE', `the norm of the gradients is ${norm}`, {
      hint: 'the weights are spoiled now: go on from the last checkpoint with a smaller learning rate, or look for broken samples',
    });
  }

  private numbered() {
    return this.optimizer.paramGroups.flatMap(({ params }) => params);
  }
}
