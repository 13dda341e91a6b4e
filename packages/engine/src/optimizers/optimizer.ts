import { type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import type { ScheduledGroup } from '../schedulers/param-scheduler.js';
import { loadOptimizerState, type OptimizerState, saveOptimizerState } from './optimizer-state.js';

/** Parameters that share hyper-parameters; schedulers move `lr` and `momentum` between steps. */
export interface ParamGroup extends ScheduledGroup {
  readonly params: readonly (readonly [name: string, parameter: Parameter])[];
  weightDecay: number;
}

/** What an optimizer remembers of one parameter, laid out as the parameter is inside. */
export type Slots = Readonly<Record<string, Tensor>>;

/** A group's hyper-parameters as scalars on the device: a recorded step takes them as inputs. */
export type Hyper = Readonly<Record<'lr' | 'weightDecay' | 'momentum', Tensor>>;

export interface UpdateInput {
  value: Tensor;
  gradient: Tensor;
  /** Undefined at the parameter's first update. */
  slots: Slots | undefined;
  hyper: Hyper;
}

export interface UpdateOutput {
  value: Tensor;
  slots: Slots;
}

/** A parameter's new value and memory, not yet taken over. */
export interface PendingUpdate extends UpdateOutput {
  parameter: Parameter;
}

/**
 * Holds parameter groups and what is remembered of each parameter. The maths is `update`, a pure function of tensors;
 * `compute` runs it over all parameters and `commit` takes the results over, so that a step can be recorded whole.
 */
export abstract class Optimizer {
  paramGroups: ParamGroup[] = [];
  protected readonly memory = new Map<Parameter, Slots>();

  /** The numbers a group starts from; a group given to `setParameters` may name its own. */
  protected abstract readonly defaults: Omit<ParamGroup, 'params'>;

  /** Names of the tensors in `Slots`, as PyTorch's state dict spells them. */
  abstract readonly slotNames: readonly string[];

  /** One parameter's step, on tensors alone. */
  protected abstract update(input: UpdateInput): UpdateOutput;

  /** PyTorch's further entries of a group in a state dict (`nesterov`, `dampening`, …). */
  protected abstract groupExtras(): Record<string, unknown>;

  /** Says what is to be optimized: one group of everything, or groups with their own numbers. */
  setParameters(groups: readonly (Pick<ParamGroup, 'params'> & Partial<Omit<ParamGroup, 'params'>>)[]): void {
    this.paramGroups = groups.map((group) => ({ ...this.defaults, ...group }));
  }

  /** Each group's hyper-parameters as they are now. Call inside `tf.tidy`. */
  hyperParameters(): Hyper[] {
    return this.paramGroups.map(({ lr, weightDecay, momentum = 0 }) => ({
      lr: tf.scalar(lr),
      weightDecay: tf.scalar(weightDecay),
      momentum: tf.scalar(momentum),
    }));
  }

  /** What is remembered, parameter by parameter in the order of the groups; of some nothing is, yet. */
  *remembered(): Iterable<readonly [Parameter, Slots]> {
    for (const { params } of this.paramGroups) {
      for (const [, parameter] of params) yield [parameter, this.memory.get(parameter) ?? {}];
    }
  }

  /** New values for all parameters that have a gradient. Call inside `tf.tidy`; nothing changes until `commit`. */
  compute(
    gradients: ReadonlyMap<Parameter, Tensor>,
    hypers: readonly Hyper[] = this.hyperParameters(),
  ): PendingUpdate[] {
    const pending: PendingUpdate[] = [];
    for (const [index, { params }] of this.paramGroups.entries()) {
      const hyper = hypers[index]!;
      for (const [, parameter] of params) {
        const gradient = gradients.get(parameter);
        if (gradient === undefined) continue;
        const slots = this.memory.get(parameter);
        // One scope a parameter: what a step needs in between is as large as the whole model.
        const updated = tf.tidy(() => ({ ...this.update({ value: parameter.value, gradient, slots, hyper }) }));
        pending.push({ parameter, ...updated });
      }
    }
    return pending;
  }

  /** Takes over what `compute` gave: former values and memories are freed. */
  commit(pending: readonly PendingUpdate[]): void {
    for (const { parameter, value, slots } of pending) {
      parameter.assign(value);
      this.remember(parameter, slots);
    }
  }

  /** State in PyTorch's structure and numbering, tensors in PyTorch's layout. */
  stateDict(): Promise<OptimizerState> {
    return saveOptimizerState(this.paramGroups, this.memory, this.groupExtras());
  }

  /**
   * Continues from a state of the same model and optimizer, ours or PyTorch's.
   * @throws EngineError `MMA_OPTIMIZER_STATE` when it belongs to other parameters.
   */
  loadStateDict(state: unknown): void {
    const loaded = loadOptimizerState(this.paramGroups, state, this.slotNames);
    for (const [parameter, slots] of loaded) this.remember(parameter, slots);
  }

  /** Frees the memory; the parameters' values belong to the model. */
  dispose(): void {
    for (const slots of this.memory.values()) for (const tensor of Object.values(slots)) tensor.dispose();
    this.memory.clear();
  }

  private remember(parameter: Parameter, slots: Slots): void {
    const former = this.memory.get(parameter);
    for (const tensor of Object.values(slots)) tf.keep(tensor);
    this.memory.set(parameter, slots);
    if (former === undefined) return;
    const kept = new Set(Object.values(slots));
    for (const tensor of Object.values(former)) if (!kept.has(tensor)) tensor.dispose();
  }
}
