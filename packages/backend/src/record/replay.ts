import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';

/** A recorded function that TensorFlow runs as one op. */
export class Replay {
  /** Until TensorFlow has it. */
  private definition: Uint8Array | undefined;
  private registered = false;
  private ran = false;

  /** @param definition a serialized `tensorflow.FunctionDef` of this name */
  constructor(
    private readonly name: string,
    definition: Uint8Array,
    private readonly outputCount: number,
  ) {
    this.definition = definition;
  }

  /** Whether TensorFlow has compiled and run it. */
  get hasRun(): boolean {
    return this.ran;
  }

  run(backend: NativeBackend, inputs: readonly Tensor[]): Tensor[] {
    // Not before: many a record, such as that of an optimizer's first step, is never replayed.
    if (this.definition !== undefined) {
      backend.binding.addFunctionDef(this.definition);
      this.definition = undefined;
      this.registered = true;
    }
    const outputs = backend.executeMultipleOutputs(this.name, [], inputs, this.outputCount);
    this.ran = true;
    return outputs;
  }

  dispose(backend: NativeBackend): void {
    if (this.registered) backend.binding.removeFunction(this.name);
    this.registered = false;
  }
}
