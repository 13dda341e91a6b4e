import type { Tensor } from '@tensorflow/tfjs';
import type { Binding, NativeBackend } from '../binding.js';
import { text } from '../ops/attributes.js';
import type { Precision } from '../precision.js';
import { encodeFunctionConfig } from '../session-config.js';
import { encodeFunction, type FunctionDefinition } from './function-def.js';

/** A recorded function that TensorFlow runs as one op; TensorFlow compiles it at its first run. */
export class Replay {
  /** Whether it has run without an error. */
  proven = false;
  /** Where it is registered. */
  private binding: Binding | undefined;
  private running = 0;
  private disposed = false;

  private readonly name: string;
  private readonly bytes: Uint8Array;
  private readonly outputCount: number;

  constructor(
    definition: FunctionDefinition,
    private readonly precision: Precision,
  ) {
    this.name = definition.name;
    this.bytes = encodeFunction(definition);
    this.outputCount = definition.outputs.length;
  }

  run(backend: NativeBackend, inputs: readonly Tensor[]): Tensor[] {
    const outputs = backend.binding.executeOp(...this.op(backend, inputs));
    this.prove(backend);
    return outputs.map((each) => backend.createOutputTensor(each));
  }

  /** The same off the event loop. */
  async runAsync(backend: NativeBackend, inputs: readonly Tensor[]): Promise<Tensor[]> {
    const op = this.op(backend, inputs);
    this.running += 1;
    try {
      const outputs = await backend.binding.executeOpAsync(...op);
      this.prove(backend);
      return outputs.map((each) => backend.createOutputTensor(each));
    } finally {
      this.running -= 1;
      if (this.disposed) this.dispose();
    }
  }

  /** Waits, if need be, until nothing runs. */
  dispose(): void {
    this.disposed = true;
    if (this.running > 0) return;
    this.binding?.removeFunction(this.name);
    this.binding = undefined;
  }

  /** The first run has compiled the function; what that took, tens of MB for a training step, is free but scattered. */
  private prove({ binding }: NativeBackend): void {
    if (!this.proven) binding.releaseFreeMemory();
    this.proven = true;
  }

  private op(backend: NativeBackend, inputs: readonly Tensor[]) {
    const { binding } = backend;
    if (this.binding === undefined) binding.addFunctionDef(this.bytes);
    this.binding = binding;
    // TensorFlow optimizes a function's graph only if both are given; empty, the executor is its default.
    const config = encodeFunctionConfig(this.precision);
    const attributes = [text(binding, 'executor_type', ''), text(binding, 'config_proto', config)];
    return [this.name, attributes, backend.getInputTensorIds(inputs), this.outputCount] as const;
  }
}
