import { donating, keepOver, type Recorded, record, type Tensor, tf } from '@mma/backend';
import type { LoadableTensor, Module, TensorSlot } from '@mma/nn';
import { z } from 'zod';

/** Options that all averages share. */
export const averagedModelOptions = z.strictObject({
  interval: z.int().min(1).default(1).describe('updates of the average happen every so many steps'),
  updateBuffers: z
    .boolean()
    .default(false)
    .describe('whether buffers such as running statistics are averaged too; they are those of the model otherwise'),
});

type Averages = Map<TensorSlot, Tensor>;

/**
 * A running average of a model's parameters, beside the model: MMEngine's `BaseAveragedModel` with its numbers. A subclass says
 * how much the newest values weigh.
 *
 * The average owns its tensors; until the first update it has none and stands for the model as it is.
 */
export abstract class AveragedModel {
  /** Updates so far, those between two intervals included. */
  steps = 0;
  private averages: Averages = new Map();
  private readonly mix: Recorded;

  protected constructor(private readonly common: z.output<typeof averagedModelOptions>) {
    this.mix = record(mix, { name: 'the average of weights' });
  }

  /** The share of the newest values in the average, at the update after `steps` others. */
  protected abstract weightAt(steps: number, interval: number): number;

  /** Takes the model's present values in. */
  update(model: Module): void {
    const { interval } = this.common;
    if (this.steps === 0) this.copy(model);
    else if (this.steps % interval === 0) this.average(model, this.weightAt(this.steps, interval));
    this.steps += 1;
  }

  /** Gives the model the average and keeps the model's own values in its place; a second call undoes the first. */
  swap(): void {
    for (const [slot, average] of this.averages) {
      const own = tf.keep(tf.clone(slot.value));
      slot.assign(average);
      this.averages.set(slot, own);
    }
  }

  /**
   * Continues an average from its state. The model is left as it is.
   * @throws NnError `MMA_NN_STATE_MISMATCH` when `strict` and names or shapes differ
   */
  load(
    model: Module,
    state: ReadonlyMap<string, LoadableTensor>,
    { steps, strict }: { steps: number; strict: boolean },
  ) {
    const slots = [...model.namedParameters(), ...model.namedBuffers()].map(([, slot]) => slot);
    const own = slots.map((slot) => tf.keep(tf.clone(slot.value)));
    try {
      model.loadStateDict(state, { strict });
      this.steps = steps;
      if (steps > 0) this.copy(model);
    } finally {
      for (const [index, slot] of slots.entries()) slot.assign(own[index]!);
    }
  }

  /** Frees the average; it begins anew with the next update. */
  dispose(): void {
    for (const tensor of this.averages.values()) tensor.dispose();
    this.averages.clear();
    this.steps = 0;
    this.mix.dispose();
  }

  private copy(model: Module): void {
    for (const slot of this.slots(model)) this.take(slot, tf.clone(slot.value));
  }

  private average(model: Module, weight: number): void {
    // Counters are whole numbers: they stay as they were copied, as in MMEngine.
    const slots = this.slots(model).filter((slot) => slot.dtype === 'float32');
    tf.tidy(() => {
      const pairs = slots.flatMap((slot) => [this.averages.get(slot) ?? slot.value, slot.value]);
      const former = slots.flatMap((slot) => this.averages.get(slot) ?? []);
      const next = donating(former, () => this.mix([tf.scalar(weight), ...pairs]));
      for (const [index, slot] of slots.entries()) this.take(slot, next[index]!);
    });
  }

  private take(slot: TensorSlot, value: Tensor): void {
    const former = this.averages.get(slot);
    this.averages.set(slot, tf.keep(value));
    former?.dispose();
  }

  private slots(model: Module): TensorSlot[] {
    const named = [...model.namedParameters(), ...(this.common.updateBuffers ? model.namedBuffers() : [])];
    return named.map(([, slot]) => slot);
  }
}

/** `torch.lerp` of pairs (average, newest), whose two forms keep its end points exact; in place of the average where it is given up. */
function mix([weight, ...pairs]: readonly Tensor[]): Tensor[] {
  const rest = tf.sub(1, weight!);
  const small = tf.less(weight!, 0.5);
  const mixed: Tensor[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const [average, newest] = [pairs[index]!, pairs[index + 1]!];
    const gap = tf.sub(newest, average);
    const between = tf.where(small, tf.add(average, tf.mul(gap, weight!)), tf.sub(newest, tf.mul(gap, rest)));
    // All that reads the average is part of this sum, and done before it is written over.
    mixed.push(keepOver(between, average));
  }
  return mixed;
}
