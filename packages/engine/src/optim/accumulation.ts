import { type Tensor, tf } from '@mma/backend';
import { type Parameter, TensorSnapshot } from '@mma/nn';
import { z } from 'zod';
import { plain } from '../optimizers/optimizer-state.js';

/** A group's parameters with their names. */
type Named = readonly (readonly [name: string, parameter: Parameter])[];

const savedTensor = z.looseObject({ shape: z.array(z.number()), data: z.instanceof(Float32Array) });

/**
 * Adds up the gradients of several iterations, which then make one update, as MMEngine's `accumulative_counts`: an update after
 * every `counts` iterations and after the very last one, each the mean over the iterations since the one before.
 */
export class Accumulation {
  private readonly held = new Map<Parameter, Tensor>();
  private done = 0;
  /** Iterations of the run; unknown until it says. */
  private total: number | undefined;

  constructor(readonly counts: number) {}

  /** Says where the run is: iterations done, and all that there are to be. */
  initialize(done: number, total: number): void {
    this.done = done;
    this.total = total;
  }

  /** Iterations since the last update whose gradients are to be here. */
  get open(): number {
    return this.done % this.counts;
  }

  /** Whether the next iteration ends with an update. */
  get updates(): boolean {
    return (this.done + 1) % this.counts === 0 || this.done + 1 === this.total;
  }

  /** How many iterations the next update is the mean of. */
  get divisor(): number {
    if (this.total === undefined) return this.counts;
    const remainder = this.total % this.counts;
    return this.done < this.total - remainder ? this.counts : remainder;
  }

  /** The sums so far. */
  get sums(): ReadonlyMap<Parameter, Tensor> {
    return this.held;
  }

  /** An iteration has ended; `sums` is what is held from here on. */
  advance(sums: ReadonlyMap<Parameter, Tensor>): void {
    this.done += 1;
    const former = [...this.held.values()];
    this.held.clear();
    for (const [parameter, sum] of sums) this.held.set(parameter, tf.keep(sum));
    const kept = new Set(sums.values());
    for (const tensor of former) if (!kept.has(tensor)) tensor.dispose();
  }

  /** An iteration has ended whose gradients are no numbers: without them, and without an update where it was to end with one. */
  skip(): void {
    this.advance(this.updates ? new Map() : new Map(this.held));
  }

  /** The sums by the numbers that the optimizer gives its parameters, in PyTorch's layout; each is to be disposed of. */
  snapshot(params: Named): Map<number, TensorSnapshot> {
    return new Map(
      [...params.entries()].flatMap(([index, [, parameter]]) => {
        const sum = this.held.get(parameter);
        return sum === undefined ? [] : [[index, new TensorSnapshot(sum, parameter)] as const];
      }),
    );
  }

  /** Takes saved sums; what does not fit its parameter is left out. */
  load(saved: unknown, params: Named): void {
    const entries = plain(saved);
    for (const [index, [, parameter]] of params.entries()) {
      const parsed = savedTensor.safeParse(entries[index]);
      if (!parsed.success || parsed.data.shape.join() !== parameter.shape.join()) continue;
      const outside = tf.tensor(parsed.data.data, [...parameter.shape], 'float32');
      this.held.get(parameter)?.dispose();
      this.held.set(parameter, tf.keep(parameter.layout.fromTorch(outside)));
      outside.dispose();
    }
  }

  dispose(): void {
    for (const tensor of this.held.values()) tensor.dispose();
    this.held.clear();
  }
}
