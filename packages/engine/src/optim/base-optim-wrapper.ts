import type { Module } from '@mma/nn';
import { readTree } from '../checkpoint/snapshots.js';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { ScheduledGroup } from '../schedulers/param-scheduler.js';
import { OVERFLOW, type StepParts } from './compute-step.js';
import type { OptimWrapper } from './optim-wrapper.js';
import { lossScalers, stepState, TrainStep } from './train-step.js';
import { Updates } from './updates.js';

/** A step's scalars in the order in which they are logged: `grad_norm` (when clipping), `loss`, then its parts. */
export type LogVars = Record<string, number>;

/** Takes lines for the run's log. */
export interface LineLog {
  info(line: string): void;
  warning(line: string): void;
}

/** The steps of one model with one set of parameter groups, by state. */
interface Steps {
  model: BaseModel;
  groups: readonly unknown[];
  /** One for each wrapper. */
  updates: readonly Updates[];
  byState: Map<string, TrainStep>;
}

/**
 * Runs training steps: loss, gradients, clipping, update. For each state (modes, frozen parameters, batch shapes; what the optimizer
 * remembers) the step and its update are recorded once and replayed, each as one TensorFlow function. `MMA_EAGER=1` in the
 * environment turns that off; where it cannot be recorded, the log says why.
 *
 * Tensors: what survives a step is what `Parameter.assign`, buffers, the optimizers' memory and sums of gradients keep, each
 * freeing its former value. A step therefore leaves as many tensors as it found.
 */
export abstract class BaseOptimWrapper {
  /** The run's log, once `setModel` has been given it. */
  protected log: LineLog | undefined;
  private steps: Steps | undefined;
  private readonly warned = new Set<string>();

  /** Asked of every step before its results are taken over: false leaves parameters, buffers and optimizers as they were. */
  accepts: ((logVars: Readonly<LogVars>) => boolean) | undefined;

  /** The wrappers of single optimizers that a step updates by, by name; empty for an only one. */
  abstract readonly wrappers: ReadonlyMap<string, OptimWrapper>;

  /** Takes the parameters of a model to train, in the groups that `constructor` and `paramwise_cfg` ask for. */
  abstract setModel(model: Module, log?: LineLog): void;

  /** What schedules move, by the wrappers' names. */
  abstract scheduledGroups(): ReadonlyMap<string, readonly ScheduledGroup[]>;

  /** For the log, under MMEngine's names: `lr`, and `base_lr` beside several groups. */
  abstract learningRates(): Record<string, number>;

  /** State as MMEngine's checkpoints hold it under `optimizer`. */
  async stateDict(): Promise<Record<string, unknown>> {
    return (await readTree(this.snapshot())) as Record<string, unknown>;
  }

  /** The same, its tensors read only when asked for; they are to be disposed of. */
  abstract snapshot(): Record<string, unknown>;

  /**
   * Continues from a state of the same config, ours or MMEngine's.
   * @throws EngineError `MMA_OPTIMIZER_STATE` when it belongs to other parameters
   */
  abstract loadStateDict(state: unknown): void;

  /** The first learning rate, which stands for all in progress displays. */
  get learningRate(): number {
    return [...this.wrappers.values()][0]?.optimizer.paramGroups[0]?.lr ?? Number.NaN;
  }

  /** Says where the run stands, once its checkpoint is loaded: from this it follows which iterations update. */
  initializeCounts(done: number, total: number, log?: LineLog): void {
    for (const { accumulation } of this.wrappers.values()) {
      accumulation.initialize(done, total);
      if (accumulation.open === 0 || accumulation.sums.size > 0) continue;
      log?.warning(
        `The gradients of the last ${accumulation.open} iterations before iteration ${done} are not in the checkpoint: ` +
          `they are lost to the next update (accumulative_counts=${accumulation.counts}).`,
      );
    }
  }

  /**
   * One training step, one at a time; the model's parameters and buffers have their new values when this resolves. Where the
   * step is replayed, the event loop is free meanwhile.
   * @param batch tensors on the device; the caller frees them
   * @param seed keys all randomness of the step (dropout)
   */
  async step(model: BaseModel, batch: TensorBatch, seed: readonly [number, number]): Promise<LogVars> {
    const { names, packed, commit, discard } = await this.stepOf(model, Object.keys(batch)).run(batch, seed);
    try {
      // One read a step: each would wait for the device.
      const values = await packed.data();
      const scalars = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
      const { [OVERFLOW]: overflow, ...logVars } = scalars;
      if (overflow === 1) {
        discard();
        return this.leaveOut(logVars);
      }
      if (this.accepts?.(logVars) === false) {
        discard();
        return logVars;
      }
      const units = [...this.wrappers.values()];
      const updated = lossScalers(units.filter(({ accumulation }) => accumulation.updates));
      commit();
      for (const scaler of updated) scaler.update(false);
      for (const wrapper of this.wrappers.values()) wrapper.checkStep(logVars);
      return logVars;
    } finally {
      packed.dispose();
    }
  }

  /** After a step whose gradients overflowed: a smaller scale for the next. Its norm, no number, is not for the log. */
  private leaveOut(logVars: LogVars): LogVars {
    const units = [...this.wrappers.values()];
    for (const { accumulation } of units) accumulation.skip();
    const scalers = lossScalers(units);
    for (const scaler of scalers) scaler.update(true);
    this.log?.info(`Gradients overflowed: the step is left out, and the loss is scaled by ${scalers[0]?.scale} now.`);
    return Object.fromEntries(Object.entries(logVars).filter(([name]) => !name.endsWith('grad_norm')));
  }

  /** Frees what optimizers remember; the parameters' values belong to the model. */
  dispose(): void {
    for (const { optimizer, accumulation } of this.wrappers.values()) {
      optimizer.dispose();
      accumulation.dispose();
    }
  }

  /** Each state of a model has its step, and they fall back for the same reason. */
  private warnOnce(log: LineLog, reason: string): void {
    if (this.warned.has(reason)) return;
    this.warned.add(reason);
    log.warning(reason);
  }

  private stepOf(model: BaseModel, batchNames: readonly string[]): TrainStep {
    const units = [...this.wrappers.values()];
    const parts: StepParts = { model, units };
    const groups = units.map(({ optimizer }) => optimizer.paramGroups);
    const isSame = this.steps?.model === model && groups.every((each, index) => each === this.steps?.groups[index]);
    const { log } = this;
    const onFallback = log && { onFallback: (reason: string) => this.warnOnce(log, reason) };
    if (this.steps === undefined || !isSame) {
      for (const step of [...(this.steps?.byState.values() ?? []), ...(this.steps?.updates ?? [])]) step.dispose();
      const updates = units.map(({ optimizer }) => new Updates(optimizer, onFallback));
      this.steps = { model, groups, updates, byState: new Map() };
    }
    const { byState, updates } = this.steps;
    const state = stepState(parts, batchNames);
    const known = byState.get(state);
    if (known !== undefined) return known;
    const step = new TrainStep(parts, updates, batchNames, onFallback);
    byState.set(state, step);
    return step;
  }
}
