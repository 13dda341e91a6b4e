import { type Recorded, record, type Tensor, tf } from '@mma/backend';
import { type ModuleBuffer, type Parameter, withStepSeed } from '@mma/nn';
import type { TensorBatch } from '../model/data-preprocessor.js';
import { restoringBuffers } from '../model/restoring-buffers.js';
import type { PendingUpdate } from '../optimizers/optimizer.js';
import { computeStep, type StepParts } from './compute-step.js';

/** What the outputs of a step are, after the packed scalars. */
interface Outputs {
  scalars: string[];
  buffers: ModuleBuffer[];
  updates: { parameter: Parameter; slots: string[] }[];
}

/**
 * A training step in one state of model and optimizer (see `stepState`) as a function of tensors, recorded for a batch's shapes
 * and replayed. How a step runs depends on that state alone and not on the steps before, so that a resumed run ends with
 * the bits of an uninterrupted one.
 *
 * Its inputs are the batch, the hyper-parameters and the seed, then all parameters, buffers and optimizer slots; its
 * outputs are the packed scalars and whatever has a new value. While it is recorded the model reads parameters from
 * its own places: those hold the very tensors that are the inputs.
 */
export class TrainStep {
  private readonly step: Recorded;
  private readonly outputs = new Map<string, Outputs>();
  private latest: Outputs | undefined;

  constructor(
    private readonly parts: StepParts,
    private readonly batchNames: readonly string[],
  ) {
    this.step = record((inputs) => this.compute(inputs), { name: 'the training step' });
  }

  /**
   * Runs the step, off the event loop where it is replayed, and takes its results over; the next may begin after that.
   * `packed` holds the scalars in order; the caller frees it.
   */
  async run(
    batch: TensorBatch,
    seed: readonly [number, number],
  ): Promise<{ names: readonly string[]; packed: Tensor }> {
    const shapes = this.batchNames.map((name) => `${batch[name]!.dtype}[${batch[name]!.shape.join()}]`).join();
    const { inputs, owned } = this.inputs(batch, seed);
    this.latest = undefined;
    try {
      const [packed, ...results] = (await this.step.async(inputs)) as [Tensor, ...Tensor[]];
      // Set if the step has just been recorded, or runs op by op.
      const outputs = this.latest ?? this.outputs.get(shapes)!;
      this.outputs.set(shapes, outputs);
      this.takeOver(outputs, results);
      return { names: outputs.scalars, packed };
    } finally {
      tf.dispose(owned);
    }
  }

  dispose(): void {
    this.step.dispose();
  }

  /** `owned` are those made for this step. */
  private inputs(batch: TensorBatch, seed: readonly [number, number]): { inputs: Tensor[]; owned: Tensor[] } {
    const { model, optimizer } = this.parts;
    const made = tf.tidy(() => ({
      hypers: optimizer.hyperParameters(),
      seed: tf.tensor1d(Int32Array.from(seed), 'int32'),
      // Handles of their own: a forward pass frees a buffer's value when it assigns the next.
      buffers: [...model.namedBuffers()].map(([, buffer]) => tf.clone(buffer.value)),
    }));
    const inputs = [
      ...this.batchNames.map((name) => batch[name]!),
      made.hypers,
      made.seed,
      ...made.buffers,
      ...model.parameters().map((parameter) => parameter.value),
      ...[...optimizer.remembered()].flatMap(([, slots]) => Object.values(slots)),
    ];
    return { inputs, owned: [made.hypers, made.seed, ...made.buffers] };
  }

  private compute(inputs: readonly Tensor[]): Tensor[] {
    const { model } = this.parts;
    let next = 0;
    const take = (): Tensor => inputs[next++]!;
    const batch = Object.fromEntries(this.batchNames.map((name) => [name, take()])) as TensorBatch;
    const hypers = take();
    const seed = take();
    const buffers = [...model.namedBuffers()].map(([, buffer]) => [buffer, take()] as const);
    return restoringBuffers(buffers, () => {
      const former = buffers.map(([buffer]) => buffer.value);
      const { scalars, pending } = withStepSeed(seed, () => computeStep(this.parts, batch, hypers));
      const changed = buffers.map(([buffer]) => buffer).filter((buffer, index) => buffer.value !== former[index]);
      this.latest = {
        scalars: [...scalars.keys()],
        buffers: changed,
        updates: pending.map(({ parameter, slots }) => ({ parameter, slots: Object.keys(slots) })),
      };
      return [
        tf.stack([...scalars.values()].map((scalar) => tf.cast(scalar, 'float32'))),
        ...changed.map((buffer) => tf.clone(buffer.value)),
        ...pending.flatMap(({ value, slots }) => [value, ...Object.values(slots)]),
      ];
    });
  }

  private takeOver({ buffers, updates }: Outputs, results: readonly Tensor[]): void {
    let next = 0;
    const take = (): Tensor => results[next++]!;
    for (const buffer of buffers) buffer.assign(take());
    const pending: PendingUpdate[] = updates.map(({ parameter, slots }) => ({
      parameter,
      value: take(),
      slots: Object.fromEntries(slots.map((name) => [name, take()])),
    }));
    this.parts.optimizer.commit(pending);
  }
}

/**
 * All besides tensors that a step depends on: modes, what is frozen, what the optimizer remembers and
 * leaves out, the batch's parts.
 */
export function stepState({ model, optimizer }: StepParts, batchNames: readonly string[]): string {
  return [
    batchNames.join(),
    model
      .modules()
      .map(({ training }) => Number(training))
      .join(''),
    model
      .parameters()
      .map(({ requiresGrad }) => Number(requiresGrad))
      .join(''),
    [...optimizer.remembered()].map(([, slots]) => Object.keys(slots).join()).join(' '),
    optimizer.shape(),
  ].join('|');
}
