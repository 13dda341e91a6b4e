import {
  donating,
  hasOwnKernels,
  keepApart,
  keepOver,
  type Recorded,
  type RecordOptions,
  record,
  type Tensor,
  tf,
} from '@mma/backend';
import type { Parameter } from '@mma/nn';
import type { Optimizer } from '../optimizers/optimizer.js';

/** What an update gives for one parameter: its value, then these slots. */
interface Outline {
  parameter: Parameter;
  slots: string[];
  isApart: boolean;
}

/** A result that does not lie where long-lived tensors do, and what it replaces. */
interface Misplaced {
  at: number;
  former: Tensor | undefined;
}

export interface UpdateStepOptions extends Pick<RecordOptions, 'onFallback'> {
  /** Whether gradients come with a factor. */
  isScaled: boolean;
}

/**
 * One optimizer's update of the same parameters from the same state (see `Updates`) as a function of tensors: its numbers, gradients, values
 * and slots in, new values and slots out. New numbers are written over the former ones where nobody else holds those; what the
 * optimizer's maths makes elsewhere is all there before any of it is moved, since some of it is made of both values and slots.
 */
export class UpdateStep {
  private readonly update: Recorded;
  private readonly move: Recorded;
  private outline: Outline[] = [];
  private misplaced: Misplaced[] = [];

  constructor(
    private readonly optimizer: Optimizer,
    private readonly parameters: readonly Parameter[],
    private readonly options: UpdateStepOptions,
  ) {
    const { isScaled: _, ...onFallback } = options;
    this.update = record((inputs) => this.compute(inputs), { name: 'the update', ...onFallback });
    this.move = record((inputs) => this.moved(inputs), { name: 'the end of the update', ...onFallback });
  }

  /** Updates all its parameters; holds up the event loop meanwhile, so that nobody meets half of it. */
  run(gradients: ReadonlyMap<Parameter, Tensor>, factor: Tensor | undefined): void {
    const memory = new Map(this.optimizer.remembered());
    const formers = this.parameters.flatMap((each) => [each.value, ...Object.values(memory.get(each) ?? {})]);
    const numbers = tf.tidy(() => this.optimizer.hyperParameters());
    const inputs = [
      numbers,
      ...(factor === undefined ? [] : [factor]),
      ...this.parameters.map((parameter) => gradients.get(parameter)!),
      ...formers,
    ];
    try {
      this.takeOver(this.inPlace(donating(formers, () => this.update(inputs))));
    } finally {
      numbers.dispose();
    }
  }

  dispose(): void {
    this.update.dispose();
    this.move.dispose();
  }

  private compute(inputs: readonly Tensor[]): Tensor[] {
    const first = this.options.isScaled ? 2 : 1;
    const gradients = new Map(this.parameters.map((parameter, index) => [parameter, inputs[first + index]!]));
    const pending = this.optimizer.compute(gradients, inputs[0], this.options.isScaled ? inputs[1] : undefined);
    this.outline = pending.map(({ parameter, slots, isApart = false }) => ({
      parameter,
      slots: Object.keys(slots),
      isApart,
    }));
    return pending.flatMap(({ value, slots }) => [value, ...Object.values(slots)]);
  }

  /** The results with those that lie elsewhere in the places of what they replace. */
  private inPlace(results: readonly Tensor[]): readonly Tensor[] {
    const memory = new Map(this.optimizer.remembered());
    const formers = this.outline.flatMap(({ parameter, slots, isApart }) =>
      [parameter.value, ...slots.map((name) => memory.get(parameter)?.[name])].map((former) => ({ former, isApart })),
    );
    this.misplaced = formers.flatMap(({ former, isApart }, at) => (isApart ? [] : [{ at, former }]));
    if (!hasOwnKernels() || this.misplaced.length === 0) return results;
    const replaced = this.misplaced.flatMap(({ former }) => former ?? []);
    const elsewhere = this.misplaced.map(({ at }) => results[at]!);
    const moved = donating(replaced, () => this.move([...elsewhere, ...replaced]));
    tf.dispose(elsewhere);
    const placed = [...results];
    for (const [index, { at }] of this.misplaced.entries()) placed[at] = moved[index]!;
    return placed;
  }

  private moved(inputs: readonly Tensor[]): Tensor[] {
    let next = this.misplaced.length;
    return this.misplaced.map(({ former }, index) =>
      former === undefined ? keepApart(inputs[index]!) : keepOver(inputs[index]!, inputs[next++]!),
    );
  }

  private takeOver(results: readonly Tensor[]): void {
    let next = 0;
    const take = (): Tensor => results[next++]!;
    this.optimizer.commit(
      this.outline.map(({ parameter, slots }) => ({
        parameter,
        value: take(),
        slots: Object.fromEntries(slots.map((name) => [name, take()])),
      })),
    );
  }
}
