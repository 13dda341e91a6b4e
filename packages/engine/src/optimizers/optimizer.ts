import { type Tensor, tf } from '@mma/backend';
import type { Parameter } from '@mma/nn';
import { readTree } from '../checkpoint/snapshots.js';
import { type Hyper, type HyperSet, type Numbers, packNumbers, shapeOfSets, unpackNumbers } from './hyper.js';
import {
  loadOptimizerState,
  type OptimizerSnapshot,
  type OptimizerState,
  snapshotOptimizer,
} from './optimizer-state.js';
import type { GroupSettings, GroupSpec, ParamGroup } from './param-group.js';

/** Tensors that an optimizer remembers of one parameter, each laid out as the parameter is inside. */
export type Slots = Readonly<Record<string, Tensor>>;

/** Numbers that it remembers of one parameter, such as how many updates it has had. */
export type Counters = Readonly<Record<string, number>>;

export interface UpdateInput<G extends ParamGroup = ParamGroup, N extends Numbers = Numbers> {
  value: Tensor;
  gradient: Tensor;
  /** What the gradient is still to be multiplied by; only where the optimizer says `fusesScale`. */
  scale?: Tensor | undefined;
  /** Undefined at the parameter's first update. */
  slots: Slots | undefined;
  hyper: Hyper<N>;
  /** For its switches; numbers come as `hyper`, because schedules move them. */
  group: Readonly<G>;
}

export interface UpdateOutput {
  value: Tensor;
  slots: Slots;
}

/**
 * What an update gives, and whether that lies where long-lived tensors do already (see `keepApart`), in place of the former ones if these
 * are given up (see `donating`).
 */
export interface Updated extends UpdateOutput {
  isApart?: boolean;
}

/** A parameter's new value and memory, not yet taken over. */
export interface PendingUpdate extends Updated {
  parameter: Parameter;
}

/**
 * Holds parameter groups and what is remembered of each parameter. The maths is `update`, a pure function of tensors;
 * `compute` runs it over all parameters and `commit` takes the results over, so that a step can be recorded whole. What only
 * depends on settings and counts (bias corrections, decayed rates) is `numbers`, computed beside it in double precision.
 */
export abstract class Optimizer<G extends ParamGroup = ParamGroup, N extends Numbers = Numbers> {
  paramGroups: G[] = [];
  /** The settings a group starts from; a group given to `setParameters` may have its own. */
  abstract readonly defaults: GroupSettings;
  /** Names of the tensors in `Slots`, as PyTorch's state dict spells them. */
  abstract readonly slotNames: readonly string[];
  /** Names of the numbers in `Counters`, as PyTorch's state dict spells them; there they are tensors of no dimension. */
  readonly counterNames: readonly string[] = [];
  private readonly memory = new Map<Parameter, Slots>();
  private readonly counts = new Map<Parameter, Counters>();

  /** Numbers that a parameter's next update is a function of; `counters` has counted that update already. */
  protected abstract numbers(group: Readonly<G>, counters: Counters): N;

  /** One parameter's step, on tensors alone. */
  protected abstract update(input: UpdateInput<G, N>): Updated;

  /** Whether `update` multiplies gradients by `scale` itself, in a pass that it makes anyway. */
  protected get fusesScale(): boolean {
    return false;
  }

  /** Counters after one more update. */
  protected advance({ step = 0 }: Counters, _group: Readonly<G>): Counters {
    return this.counterNames.length === 0 ? {} : { step: step + 1 };
  }

  /** One factor for all gradients; `scale` is what they are to be multiplied by anyway. */
  protected scaleOf(_gradients: ReadonlyMap<Parameter, Tensor>, scale: Tensor | undefined): Tensor | undefined {
    return scale;
  }

  /** Says what is to be optimized: one group of everything, or groups with their own settings. */
  setParameters(groups: readonly GroupSpec[]): void {
    this.paramGroups = groups.map((group) => ({ ...this.defaults, ...group }) as unknown as G);
  }

  /** All parameters of its groups, in their order. */
  *parameters(): Iterable<Parameter> {
    for (const { params } of this.paramGroups) for (const [, parameter] of params) yield parameter;
  }

  /** Tensors that are remembered, parameter by parameter in the order of the groups; of some nothing is, yet. */
  *remembered(): Iterable<readonly [Parameter, Slots]> {
    for (const parameter of this.parameters()) yield [parameter, this.memory.get(parameter) ?? {}];
  }

  /** The numbers of the next update of all parameters, as they are now, in one tensor. Call inside `tf.tidy`. */
  hyperParameters(): Tensor {
    return packNumbers(this.sets());
  }

  /** What the next update depends on beside tensors: where it is the same, so is the function of tensors. */
  shape(): string {
    return shapeOfSets(this.sets());
  }

  /**
   * New values for all parameters that have a gradient. Call inside `tf.tidy`; nothing changes until `commit`.
   * @param scale what all gradients are multiplied by first
   */
  compute(
    gradients: ReadonlyMap<Parameter, Tensor>,
    packed: Tensor = this.hyperParameters(),
    scale?: Tensor,
  ): PendingUpdate[] {
    const sets = this.sets();
    const hypers = unpackNumbers(sets, packed);
    const factor = this.scaleOf(gradients, scale);
    const pending: PendingUpdate[] = [];
    for (const [index, { group, params }] of sets.entries()) {
      const hyper = hypers[index] as Hyper<N>;
      for (const parameter of params) {
        const gradient = gradients.get(parameter);
        if (gradient === undefined) continue;
        const slots = this.memory.get(parameter);
        // One scope a parameter: what a step needs in between is as large as the whole model.
        const updated = tf.tidy(() => {
          const slope = group['maximize'] === true ? tf.neg(gradient) : gradient;
          const scaled = factor === undefined || this.fusesScale ? slope : tf.mul(slope, factor);
          const own = { value: parameter.value, gradient: scaled, slots, hyper, group: group as Readonly<G> };
          const next = this.update(this.fusesScale ? { ...own, scale: factor } : own);
          return { value: next.value, slots: next.slots, isApart: next.isApart ?? false };
        });
        pending.push({ parameter, ...updated });
      }
    }
    return pending;
  }

  /** Takes over what `compute` gave: former values and memories are freed. */
  commit(pending: readonly PendingUpdate[]): void {
    const groups = new Map(this.paramGroups.flatMap((group) => group.params.map(([, each]) => [each, group] as const)));
    for (const { parameter, value, slots } of pending) {
      parameter.assign(value);
      this.remember(parameter, slots);
      this.counts.set(parameter, this.advance(this.counts.get(parameter) ?? {}, groups.get(parameter)!));
    }
  }

  /** State in PyTorch's structure and numbering, tensors in PyTorch's layout. */
  stateDict(): Promise<OptimizerState> {
    return readTree(this.snapshot()) as Promise<OptimizerState>;
  }

  /** The same, its tensors read only when asked for; they are to be disposed of. */
  snapshot(): OptimizerSnapshot {
    return snapshotOptimizer(this.paramGroups, this.memory, this.counts);
  }

  /**
   * Continues from a state of the same model and optimizer, ours or PyTorch's.
   * @throws EngineError `MMA_OPTIMIZER_STATE` when it belongs to other parameters.
   */
  loadStateDict(state: unknown): void {
    const loaded = loadOptimizerState(this.paramGroups, state, this);
    for (const { parameter, slots, counters } of loaded) {
      this.remember(parameter, slots);
      this.counts.set(parameter, counters);
    }
  }

  /** Frees the memory; the parameters' values belong to the model. */
  dispose(): void {
    for (const slots of this.memory.values()) for (const tensor of Object.values(slots)) tensor.dispose();
    this.memory.clear();
    this.counts.clear();
  }

  private sets(): HyperSet[] {
    return this.paramGroups.flatMap((group) => {
      const byCounters = new Map<string, HyperSet>();
      for (const [, parameter] of group.params) {
        const counters = this.counts.get(parameter) ?? {};
        const key = Object.values(counters).join();
        const set = byCounters.get(key);
        if (set !== undefined) set.params.push(parameter);
        else {
          const numbers = this.numbers(group, this.advance(counters, group));
          byCounters.set(key, { group, params: [parameter], numbers });
        }
      }
      return [...byCounters.values()];
    });
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
