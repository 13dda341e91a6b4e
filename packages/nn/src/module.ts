import { hashKeys } from './hash-keys.js';
import { snakeCase } from './names.js';
import { ModuleBuffer, Parameter, TensorSlot } from './parameter.js';
import {
  checkSource,
  compareState,
  type LazyLoadable,
  type LoadableTensor,
  type LoadReport,
  loadSlot,
  type StateDict,
  strictError,
} from './state-dict.js';
import { streamSlots } from './stream-state.js';
import { readSnapshots, TensorSnapshot } from './tensor-snapshot.js';

/** What a model consists of, each once, in PyTorch's order. */
export interface Parts {
  /** Itself, and all below, parents first. */
  modules: readonly Module[];
  parameters: readonly Parameter[];
  buffers: readonly ModuleBuffer[];
}

/** What a module can own under a name. */
export type Member = TensorSlot | Module;

/**
 * A part of a network with PyTorch's naming.
 *
 * Children, parameters and buffers are a module's own fields (arrays of modules too), found in the order they were
 * declared or set; the field `clsHead` is named `cls_head`, elements of arrays `0`, `1`, …. A `#private` field is not seen, which
 * hides what must not be part of the state.
 */
export abstract class Module {
  /** true between `train()` and `eval()`: layers such as dropout and batch norm behave accordingly. */
  training = true;

  /** Own members with their names, in order; containers override it to name their members otherwise. */
  protected *ownMembers(): Iterable<[string, Member]> {
    // Most fields are settings; all are looked at in each step.
    for (const field of Object.keys(this)) {
      const value = (this as Record<string, unknown>)[field];
      if (isMember(value)) yield [snakeCase(field), value];
      else if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) if (isMember(item)) yield [`${snakeCase(field)}.${index}`, item];
      }
    }
  }

  /** Direct child modules with their names. */
  *namedChildren(): Iterable<[string, Module]> {
    for (const [name, member] of this.ownMembers()) if (member instanceof Module) yield [name, member];
  }

  /** Direct child modules. */
  get children(): Module[] {
    return [...this.namedChildren()].map(([, child]) => child);
  }

  /** This module (named '') and all below it, parents first, each once. */
  *namedModules(): Iterable<[string, Module]> {
    const seen = new Set<Module>();
    const stack: [string, Module][] = [['', this]];
    while (stack.length > 0) {
      const [name, module] = stack.pop()!;
      if (seen.has(module)) continue;
      seen.add(module);
      yield [name, module];
      for (const [childName, child] of [...module.namedChildren()].reverse())
        stack.push([join(name, childName), child]);
    }
  }

  /** All of this module and what is below it, in one pass and without names: for what is done at every prediction. */
  parts(): Parts {
    const modules = new Set<Module>();
    const parameters = new Set<Parameter>();
    const buffers = new Set<ModuleBuffer>();
    const visit = (module: Module): void => {
      if (modules.has(module)) return;
      modules.add(module);
      const members = Array.from(module.ownMembers(), ([, member]) => member);
      for (const member of members) {
        if (member instanceof Parameter) parameters.add(member);
        else if (member instanceof ModuleBuffer) buffers.add(member);
      }
      for (const member of members) if (member instanceof Module) visit(member);
    };
    visit(this);
    return { modules: [...modules], parameters: [...parameters], buffers: [...buffers] };
  }

  /** This module and all below it. */
  modules(): Module[] {
    return [...this.namedModules()].map(([, module]) => module);
  }

  /** Parameters by full name, in PyTorch's order; one that is shared appears once, under its first name. */
  *namedParameters(): Iterable<[string, Parameter]> {
    const seen = new Set<TensorSlot>();
    for (const [name, slot] of this.#slots()) {
      if (!(slot instanceof Parameter) || seen.has(slot)) continue;
      seen.add(slot);
      yield [name, slot];
    }
  }

  /** This module's own parameters, without those of modules below it. */
  *ownParameters(): Iterable<[string, Parameter]> {
    for (const [name, member] of this.ownMembers()) if (member instanceof Parameter) yield [name, member];
  }

  parameters(): Parameter[] {
    return [...this.namedParameters()].map(([, parameter]) => parameter);
  }

  /** Buffers by full name, in PyTorch's order. */
  *namedBuffers(): Iterable<[string, ModuleBuffer]> {
    const seen = new Set<TensorSlot>();
    for (const [name, slot] of this.#slots()) {
      if (!(slot instanceof ModuleBuffer) || seen.has(slot)) continue;
      seen.add(slot);
      yield [name, slot];
    }
  }

  /** Sets training or evaluation mode here and below; override to keep parts in evaluation mode. */
  train(mode = true): this {
    this.training = mode;
    for (const child of this.children) child.train(mode);
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  /** Freezes (false) or frees (true) all parameters here and below. */
  requiresGrad_(flag = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = flag;
    return this;
  }

  /**
   * Gives every parameter and buffer that has no value yet its first one. Randomness is keyed by (seed, full name), so it
   * depends neither on the order of initialisation nor on what else the model holds.
   */
  initWeights(seed: number): void {
    for (const module of this.modules()) module.beforeInit();
    for (const [name, slot] of this.#slots()) {
      if (slot.hasValue) continue;
      const value = slot.init(slot.shape, hashKeys(seed, name));
      const inside = slot.layout.fromTorch(value);
      value.dispose();
      slot.assign(inside);
    }
  }

  /** Whether its layers begin as its class wants, whatever a module around it says of layers of their kind. */
  get initializesItself(): boolean {
    return false;
  }

  /**
   * Called by `initWeights` on every module before values are filled; override to bring values from elsewhere, or to refuse
   * where random ones would be wrong.
   */
  protected beforeInit(): void {}

  /** All parameters and buffers under PyTorch's names, in PyTorch's order and layout, as they are at the call. */
  stateDict(): Promise<StateDict> {
    return readSnapshots(this.snapshot());
  }

  /** The same, read only when asked for; each is to be disposed of. */
  snapshot(): Map<string, TensorSnapshot> {
    return new Map(this.#slots().map(([name, slot]) => [name, TensorSnapshot.of(slot)]));
  }

  /**
   * Loads values by name. Strict (the default): every name and shape must fit, or nothing is changed.
   * Not strict: loads what fits; the report says what did not.
   * @throws NnError `MMA_NN_STATE_MISMATCH` (strict), `MMA_NN_DTYPE`, `MMA_NN_STATE_DATA`
   */
  loadStateDict(state: ReadonlyMap<string, LoadableTensor>, options: { strict?: boolean } = {}): LoadReport {
    const { report, fitting } = this.#compare(state, options);
    for (const [name] of fitting) checkSource(name, state.get(name)!);
    for (const [name, slot] of fitting) loadSlot(slot, state.get(name)!);
    return report;
  }

  /**
   * As `loadStateDict`, for values that are still in their file: each is read, loaded and let go, so that the file is never
   * in memory whole. What fits is known beforehand; where reading fails half-way, what has been loaded stays.
   * @throws NnError as `loadStateDict`, and whatever `read` throws
   */
  async streamStateDict(
    state: ReadonlyMap<string, LoadableTensor | LazyLoadable>,
    options: { strict?: boolean } = {},
  ): Promise<LoadReport> {
    const { report, fitting } = this.#compare(state, options);
    await streamSlots(fitting, state);
    return report;
  }

  /** What `printModule` shows between the brackets: the settings that tell this module from others of its class. */
  extraRepr(): string {
    return '';
  }

  /** Frees every tensor held here and below. */
  dispose(): void {
    for (const [, slot] of this.#slots()) slot.dispose();
  }

  #compare(state: ReadonlyMap<string, LoadableTensor | LazyLoadable>, { strict = true }: { strict?: boolean }) {
    const slots = this.#slots();
    const report = compareState(slots, state);
    const error = strict ? strictError(report) : null;
    if (error !== null) throw error;
    const fits = new Set(report.loaded);
    return { report, fitting: slots.filter(([name]) => fits.has(name)) };
  }

  /** As PyTorch's state dict goes: own parameters, own buffers, then the children. A list: it is made at every step. */
  #slots(): [string, TensorSlot][] {
    const slots: [string, TensorSlot][] = [];
    this.#addSlots('', slots);
    return slots;
  }

  #addSlots(prefix: string, slots: [string, TensorSlot][]): void {
    const members = [...this.ownMembers()];
    for (const [name, member] of members) if (member instanceof Parameter) slots.push([join(prefix, name), member]);
    for (const [name, member] of members) if (member instanceof ModuleBuffer) slots.push([join(prefix, name), member]);
    for (const [name, member] of members) if (member instanceof Module) member.#addSlots(join(prefix, name), slots);
  }
}

function isMember(value: unknown): value is Member {
  return value instanceof Module || value instanceof TensorSlot;
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}
