import { keepApart, type Recorded, type RecordOptions, record, type Tensor, tf } from '@mma/backend';
import { type ModuleBuffer, type Parameter, withStepSeed } from '@mma/nn';
import type { BaseModel } from '../model/base-model.js';
import type { TensorBatch } from '../model/data-preprocessor.js';
import { restoringBuffers } from '../model/restoring-buffers.js';
import { computeStep, type StepParts, type StepUnit } from './compute-step.js';
import type { LossScaler } from './loss-scaler.js';
import type { Updates } from './updates.js';

/** What the outputs of a step are, after the packed scalars. */
interface Outputs {
  scalars: string[];
  buffers: ModuleBuffer[];
  /** For each optimizer: what it updates, whether gradients have a factor, and those that it waits with. */
  units: { updated: Parameter[]; isScaled: boolean; sums: Parameter[] }[];
}

/** A step that has run and has changed nothing yet. */
interface StepResult {
  names: readonly string[];
  packed: Tensor;
  commit(): void;
  discard(): void;
}

/**
 * A training step in one state of model and accumulation (see `stepState`), up to its gradients, as a function of tensors, recorded for a
 * batch's shapes and replayed. The update is another function (see `Updates`): what optimizers remember changes the first few times, and
 * that recorded anew costs little; and it is only once nothing reads the former weights that new ones may take their memory. How a
 * step runs depends on states alone and not on the steps before, so that a resumed run ends with the bits of an uninterrupted one.
 *
 * Its inputs are the batch, the seed and the loss's scale if it has one, then all parameters, buffers and sums of gradients; its outputs are the packed
 * scalars, buffers that have a new value, gradients. While it is recorded the model reads parameters from its own places: those
 * hold the very tensors that are the inputs.
 */
export class TrainStep {
  private readonly step: Recorded;
  private readonly outputs = new Map<string, Outputs>();
  private latest: Outputs | undefined;

  /** @param updates of the units, in their order */
  constructor(
    private readonly parts: StepParts,
    private readonly updates: readonly Updates[],
    private readonly batchNames: readonly string[],
    options: Pick<RecordOptions, 'onFallback'> = {},
  ) {
    // There is one forward and backward pass for all optimizers.
    const mixed = parts.units.find(({ precision }) => precision !== 'float32');
    const precision = mixed?.precision ?? 'float32';
    this.step = record((inputs) => this.compute(inputs), { name: 'the training step', precision, ...options });
  }

  /**
   * Runs the step, off the event loop where it is replayed. Its results are taken over by `commit` or freed by `discard`, one
   * of which must be called before the next step; `packed` holds the scalars in order, and the caller frees it.
   */
  async run(batch: TensorBatch, seed: readonly [number, number]): Promise<StepResult> {
    const shapes = this.batchNames.map((name) => `${batch[name]!.dtype}[${batch[name]!.shape.join()}]`).join();
    const { inputs, owned } = this.inputs(batch, seed);
    this.latest = undefined;
    try {
      const [packed, ...results] = (await this.step.async(inputs)) as [Tensor, ...Tensor[]];
      // Set if the step has just been recorded, or runs op by op.
      const outputs = this.latest ?? this.outputs.get(shapes)!;
      this.outputs.set(shapes, outputs);
      return {
        names: outputs.scalars,
        packed,
        commit: () => this.takeOver(outputs, results),
        discard: () => tf.dispose(results),
      };
    } finally {
      tf.dispose(owned);
    }
  }

  dispose(): void {
    this.step.dispose();
  }

  /** `owned` are those made for this step. */
  private inputs(batch: TensorBatch, seed: readonly [number, number]): { inputs: Tensor[]; owned: Tensor[] } {
    const { model, units } = this.parts;
    const made = tf.tidy(() => ({
      seed: tf.tensor1d(Int32Array.from(seed), 'int32'),
      scale: lossScalers(units)
        .slice(0, 1)
        .map(({ scale }) => tf.scalar(scale)),
      // Handles of their own: a forward pass frees a buffer's value when it assigns the next.
      buffers: [...model.namedBuffers()].map(([, buffer]) => tf.clone(buffer.value)),
    }));
    const inputs = [
      ...this.batchNames.map((name) => batch[name]!),
      made.seed,
      ...made.scale,
      ...made.buffers,
      ...model.parameters().map((parameter) => parameter.value),
      ...units.flatMap(({ optimizer, accumulation }) =>
        [...optimizer.parameters()].flatMap((parameter) => accumulation.sums.get(parameter) ?? []),
      ),
    ];
    return { inputs, owned: [made.seed, ...made.scale, ...made.buffers] };
  }

  private compute(inputs: readonly Tensor[]): Tensor[] {
    const { model, units } = this.parts;
    let next = 0;
    const take = (): Tensor => inputs[next++]!;
    const batch = Object.fromEntries(this.batchNames.map((name) => [name, take()])) as TensorBatch;
    const seed = take();
    const scale = lossScalers(units).length > 0 ? take() : undefined;
    const buffers = [...model.namedBuffers()].map(([, buffer]) => [buffer, take()] as const);
    return restoringBuffers(buffers, () => {
      const former = buffers.map(([buffer]) => buffer.value);
      const { scalars, results } = withStepSeed(seed, () => computeStep(this.parts, batch, scale));
      const changed = buffers.map(([buffer]) => buffer).filter((buffer, index) => buffer.value !== former[index]);
      this.latest = {
        scalars: [...scalars.keys()],
        buffers: changed,
        units: results.map(({ gradients, factor, sums }) => ({
          updated: [...gradients.keys()],
          isScaled: factor !== undefined,
          sums: [...sums.keys()],
        })),
      };
      return [
        tf.stack([...scalars.values()].map((scalar) => tf.cast(scalar, 'float32'))),
        ...changed.map((buffer) => keepApart(buffer.value)),
        ...results.flatMap(({ gradients, factor, sums }) => [
          ...gradients.values(),
          ...(factor === undefined ? [] : [factor]),
          ...sums.values(),
        ]),
      ];
    });
  }

  private takeOver({ buffers, units }: Outputs, results: readonly Tensor[]): void {
    let next = 0;
    const take = (): Tensor => results[next++]!;
    for (const buffer of buffers) buffer.assign(take());
    for (const [index, { updated, isScaled, sums }] of units.entries()) {
      const gradients = new Map(updated.map((parameter) => [parameter, take()]));
      const factor = isScaled ? take() : undefined;
      this.updates[index]!.apply(gradients, factor);
      tf.dispose([...gradients.values(), ...(factor === undefined ? [] : [factor])]);
      this.parts.units[index]!.accumulation.advance(new Map(sums.map((parameter) => [parameter, take()])));
    }
  }
}

/** Those of the units that have one. */
export const lossScalers = (units: readonly StepUnit[]): LossScaler[] =>
  units.flatMap(({ lossScaler }) => lossScaler ?? []);

/** What of one optimizer's accumulation shapes a step. */
function unitState(model: BaseModel, { accumulation }: StepUnit): string {
  const waits = accumulation.updates ? accumulation.divisor : 'waits';
  const held =
    accumulation.sums.size === 0 ? [] : model.parameters().map((each) => Number(accumulation.sums.has(each)));
  return `${waits};${held.join('')}`;
}

/** All besides tensors that a step depends on: modes, what is frozen, whether optimizers update, the batch's parts. */
export function stepState({ model, units }: StepParts, batchNames: readonly string[]): string {
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
    ...units.map((unit) => unitState(model, unit)),
  ].join('|');
}
