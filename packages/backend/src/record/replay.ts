import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';
import { text } from '../ops/attributes.js';

/** A recorded function that TensorFlow runs as one op; TensorFlow compiles it at its first run. */
export class Replay {
  private registered = false;

  /** @param definition a serialized `tensorflow.FunctionDef` of this name */
  constructor(
    private readonly name: string,
    private readonly definition: Uint8Array,
    private readonly outputCount: number,
  ) {}

  run(backend: NativeBackend, inputs: readonly Tensor[]): Tensor[] {
    if (!this.registered) backend.binding.addFunctionDef(this.definition);
    this.registered = true;
    // TensorFlow optimizes a function's graph only if both are given; empty, they mean its defaults.
    const attributes = [text(backend.binding, 'executor_type', ''), text(backend.binding, 'config_proto', '')];
    return backend.executeMultipleOutputs(this.name, attributes, inputs, this.outputCount);
  }

  dispose(backend: NativeBackend): void {
    if (this.registered) backend.binding.removeFunction(this.name);
    this.registered = false;
  }
}
