import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';
import type { Precision } from '../precision.js';
import { tf } from '../tf.js';
import type { FunctionDefinition } from './function-def.js';
import { Replay } from './replay.js';
import { splitStable } from './split-stable.js';

/** A recorded function that keeps what it computes of its stable inputs alone while those are the same tensors. */
export class SplitReplay {
  private readonly prelude: Replay | undefined;
  private readonly main: Replay;
  private kept: { of: readonly object[]; tensors: Tensor[] } | undefined;

  private readonly stable: number;

  /** @param stable how many of the last inputs are stable */
  constructor(definition: FunctionDefinition, { stable, precision }: { stable: number; precision: Precision }) {
    const { prelude, main } = splitStable(definition, stable);
    this.stable = stable;
    this.prelude = prelude && new Replay(prelude, 'float32');
    this.main = new Replay(main, precision);
  }

  /** Whether it has run without an error. */
  get proven(): boolean {
    return this.main.proven;
  }

  run(backend: NativeBackend, inputs: readonly Tensor[]): Tensor[] {
    if (this.prelude !== undefined && !this.isKept(inputs))
      this.keep(inputs, this.prelude.run(backend, this.ofStable(inputs)));
    return this.main.run(backend, this.ofMain(inputs));
  }

  async runAsync(backend: NativeBackend, inputs: readonly Tensor[]): Promise<Tensor[]> {
    if (this.prelude !== undefined && !this.isKept(inputs)) {
      this.keep(inputs, await this.prelude.runAsync(backend, this.ofStable(inputs)));
    }
    return this.main.runAsync(backend, this.ofMain(inputs));
  }

  release(): void {
    tf.dispose(this.kept?.tensors ?? []);
    this.kept = undefined;
  }

  dispose(backend: NativeBackend): void {
    this.release();
    this.prelude?.dispose(backend);
    this.main.dispose(backend);
  }

  private ofStable(inputs: readonly Tensor[]): readonly Tensor[] {
    return inputs.slice(inputs.length - this.stable);
  }

  private ofMain(inputs: readonly Tensor[]): readonly Tensor[] {
    return [...inputs.slice(0, inputs.length - this.stable), ...(this.kept?.tensors ?? [])];
  }

  private isKept(inputs: readonly Tensor[]): boolean {
    const { kept } = this;
    return kept !== undefined && this.ofStable(inputs).every(({ dataId }, index) => dataId === kept.of[index]);
  }

  private keep(inputs: readonly Tensor[], tensors: Tensor[]): void {
    this.release();
    // Beyond any tidy scope in which the function is called.
    for (const tensor of tensors) tf.keep(tensor);
    this.kept = { of: this.ofStable(inputs).map(({ dataId }) => dataId), tensors };
  }
}
