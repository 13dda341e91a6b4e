import { type Recorded, record, type Tensor, type TensorFunction, tf } from '@mma/backend';
import { type ModuleBuffer, type Parameter, withStepSeed } from '@mma/nn';
import type { TensorBatch } from '../model/data-preprocessor.js';
import type { Optimizer, PendingUpdate } from '../optimizers/optimizer.js';
import { computeStep, type StepParts } from './compute-step.js';

/** What the outputs of a step are, after the packed scalars. */
interface Outputs {
  scalars: string[];
  buffers: ModuleBuffer[];
  updates: { parameter: Parameter; slots: string[] }[];
}

/**
 * A training step in one state of model and optimizer (see `stepState`) as a function of tensors, recorded at its first run
 * with a batch's shapes and replayed. Which steps are replayed depends on that state alone and not on the steps before, so
 * that a resumed run ends with the bits of an uninterrupted one.
 *
 * Its inputs are all parameters, buffers and optimizer slots, then the batch, the hyper-parameters and the seed; its
 * outputs are the packed scalars and whatever has a new value. While it is recorded the model reads parameters from
 * its own places: those hold the very tensors that are the inputs.
 */
export class TrainStep {
  private readonly step: TensorFunction & Partial<Pick<Recorded, 'dispose'>>;
  private readonly outputs = new Map<string, Outputs>();
  private latest: Outputs | undefined;

  constructor(
    private readonly parts: StepParts,
    private readonly batchNames: readonly string[],
  ) {
    const step: TensorFunction = (inputs) => this.compute(inputs);
    // An optimizer's first step is the only one of its kind: not worth compiling.
    this.step = isFirst(parts.optimizer) ? step : record(step, { name: 'the training step' });
  }

  /** Runs the step and takes its results over. `packed` holds the scalars in order; the caller frees it. */
  run(batch: TensorBatch, seed: readonly [number, number]): { names: readonly string[]; packed: Tensor } {
    const shapes = this.batchNames.map((name) => `${batch[name]!.dtype}[${batch[name]!.shape.join()}]`).join();
    let names: readonly string[] = [];
    this.latest = undefined;
    const packed = tf.tidy(() => {
      const [scalars, ...results] = this.step(this.inputs(batch, seed)) as [Tensor, ...Tensor[]];
      // Set if the step has not been replayed but run.
      const outputs = this.latest ?? this.outputs.get(shapes)!;
      this.outputs.set(shapes, outputs);
      this.takeOver(outputs, results);
      names = outputs.scalars;
      return scalars;
    });
    return { names, packed };
  }

  dispose(): void {
    this.step.dispose?.();
  }

  private inputs(batch: TensorBatch, seed: readonly [number, number]): Tensor[] {
    const { model, optimizer } = this.parts;
    return [
      ...this.batchNames.map((name) => batch[name]!),
      optimizer.hyperParameters(),
      tf.tensor1d(Int32Array.from(seed), 'int32'),
      ...model.parameters().map((parameter) => parameter.value),
      // Handles of their own: a forward pass frees a buffer's value when it assigns the next.
      ...[...model.namedBuffers()].map(([, buffer]) => tf.clone(buffer.value)),
      ...[...optimizer.remembered()].flatMap(([, slots]) => Object.values(slots)),
    ];
  }

  private compute(inputs: readonly Tensor[]): Tensor[] {
    const { model } = this.parts;
    let next = 0;
    const take = (): Tensor => inputs[next++]!;
    const batch = Object.fromEntries(this.batchNames.map((name) => [name, take()])) as TensorBatch;
    const hypers = take();
    const former = [...model.namedBuffers()].map(([, buffer]) => [buffer, buffer.value] as const);
    const { scalars, pending } = withStepSeed(take(), () => computeStep(this.parts, batch, hypers));
    const buffers = former.filter(([buffer, value]) => buffer.value !== value).map(([buffer]) => buffer);
    this.latest = {
      scalars: [...scalars.keys()],
      buffers,
      updates: pending.map(({ parameter, slots }) => ({ parameter, slots: Object.keys(slots) })),
    };
    return [
      tf.stack([...scalars.values()].map((scalar) => tf.cast(scalar, 'float32'))),
      ...buffers.map((buffer) => buffer.value),
      ...pending.flatMap(({ value, slots }) => [value, ...Object.values(slots)]),
    ];
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

function isFirst(optimizer: Optimizer): boolean {
  const slots = [...optimizer.remembered()].flatMap(([, remembered]) => Object.keys(remembered));
  return optimizer.remembers && slots.length === 0;
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
