import type { Tensor } from '@tensorflow/tfjs';
import type { NativeBackend } from '../binding.js';
import type { Precision } from '../precision.js';
import { tf } from '../tf.js';
import { canPack } from './can-pack.js';
import { delayCopies } from './delay-copies.js';
import type { FunctionDefinition } from './function-def.js';
import { packFilters } from './pack-filters.js';
import { Replay } from './replay.js';
import { splitStable } from './split-stable.js';
import { isTensorFlowError } from './tensorflow-error.js';

interface SplitOptions {
  /** How many of the last inputs are stable. */
  stable: number;
  precision: Precision;
  /** Told why filters cannot be packed, should TensorFlow refuse. */
  onUnpacked: (reason: string) => void;
}

/** What is kept of the stable inputs, and how often it has been used. */
interface Kept {
  of: readonly object[];
  tensors: Tensor[];
  uses: number;
}

/**
 * Packing costs a compilation, of a third of a second for a ResNet-50, and gives some 5 ms of a call back. Weights that are used
 * this often are likely to be used as often again.
 */
export const PACK_AFTER = 24;

/**
 * A recorded function that keeps what it computes of its stable inputs alone while those are the same tensors, and after some use
 * keeps filters among that in the order in which oneDNN reads them.
 */
export class SplitReplay {
  private readonly definition: FunctionDefinition;
  private readonly prelude: Replay | undefined;
  private readonly main: Replay;
  private kept: Kept | undefined;
  private packed: Replay | undefined;
  private packings = 0;
  private mayPack: boolean;

  constructor(
    definition: FunctionDefinition,
    private readonly options: SplitOptions,
  ) {
    const { prelude, main } = splitStable(definition, options.stable);
    this.definition = main;
    this.prelude = prelude && new Replay(prelude, 'float32');
    this.main = new Replay(delayCopies(main), options.precision);
    this.mayPack = prelude !== undefined && options.precision === 'float32';
  }

  /** Whether it has run without an error. */
  get proven(): boolean {
    return this.main.proven;
  }

  run(backend: NativeBackend, inputs: readonly Tensor[]): Tensor[] {
    if (this.prelude !== undefined && !this.isKept(inputs))
      this.keep(inputs, this.prelude.run(backend, this.ofStable(inputs)));
    const replay = this.choose(backend);
    try {
      return replay.run(backend, this.ofMain(inputs));
    } catch (error) {
      this.unpackAfter(replay, error);
      return this.main.run(backend, this.ofMain(inputs));
    }
  }

  async runAsync(backend: NativeBackend, inputs: readonly Tensor[]): Promise<Tensor[]> {
    if (this.prelude !== undefined && !this.isKept(inputs)) {
      this.keep(inputs, await this.prelude.runAsync(backend, this.ofStable(inputs)));
    }
    const replay = this.choose(backend);
    try {
      return await replay.runAsync(backend, this.ofMain(inputs));
    } catch (error) {
      this.unpackAfter(replay, error);
      return this.main.runAsync(backend, this.ofMain(inputs));
    }
  }

  release(): void {
    tf.dispose(this.kept?.tensors ?? []);
    this.kept = undefined;
    this.packed?.dispose();
    this.packed = undefined;
  }

  dispose(): void {
    this.release();
    this.prelude?.dispose();
    this.main.dispose();
  }

  /** The function as it is, or with packed filters once the kept ones have been used often. */
  private choose(backend: NativeBackend): Replay {
    const { kept } = this;
    if (kept === undefined || !this.mayPack) return this.main;
    kept.uses += 1;
    if (kept.uses === PACK_AFTER) this.packed = this.pack(backend);
    return this.packed ?? this.main;
  }

  private pack({ binding }: NativeBackend): Replay | undefined {
    const { definition } = this;
    const arguments_ = definition.inputs.slice(-this.kept!.tensors.length).map(({ name }) => name);
    const packed = canPack(binding) ? packFilters(definition, new Set(arguments_)) : undefined;
    this.mayPack = packed !== undefined;
    this.packings += 1;
    // Another name: what TensorFlow has compiled under the former one holds the former filters.
    return packed && new Replay({ ...packed, name: `${definition.name}Packed${this.packings}` }, 'float32');
  }

  /** Gives packing up where it was the reason of an error. */
  private unpackAfter(replay: Replay, error: unknown): void {
    if (replay === this.main || replay.proven || !isTensorFlowError(error)) throw error;
    this.packed?.dispose();
    this.packed = undefined;
    this.mayPack = false;
    this.options.onUnpacked(error.message);
  }

  private ofStable(inputs: readonly Tensor[]): readonly Tensor[] {
    return inputs.slice(inputs.length - this.options.stable);
  }

  private ofMain(inputs: readonly Tensor[]): readonly Tensor[] {
    return [...inputs.slice(0, inputs.length - this.options.stable), ...(this.kept?.tensors ?? [])];
  }

  private isKept(inputs: readonly Tensor[]): boolean {
    const { kept } = this;
    return kept !== undefined && this.ofStable(inputs).every(({ dataId }, index) => dataId === kept.of[index]);
  }

  private keep(inputs: readonly Tensor[], tensors: Tensor[]): void {
    this.release();
    // Beyond any tidy scope in which the function is called.
    for (const tensor of tensors) tf.keep(tensor);
    this.kept = { of: this.ofStable(inputs).map(({ dataId }) => dataId), tensors, uses: 0 };
  }
}
