import type { BackendValues, DataType, KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs';

/** An attribute of a TensorFlow op; `type` is one of the binding's `TF_ATTR_…` constants. */
export interface OpAttribute {
  name: string;
  type: number;
  /** A string attribute may be given as bytes; lists are arrays. */
  value: boolean | number | string | Uint8Array | readonly (boolean | number | string | Uint8Array)[];
}

declare const graph: unique symbol;

/** A graph of ops that are never run; see `Binding.newGraph`. */
export interface Graph {
  readonly [graph]: true;
}

/** An output of a graph's node. */
export interface GraphOutput {
  node: number;
  index: number;
}

/** The type and shape of an output; −1 is a size that only running it would tell, `null` a shape of unknown rank. */
export interface GraphOutputInfo extends GraphOutput {
  dtype: number;
  shape: number[] | null;
}

/** What the native addon (`native/src`) exports. */
export interface Binding {
  /** Starts TensorFlow with a serialized `tensorflow.ConfigProto`, and our own kernels with so many threads each; once a process. */
  start(config: Uint8Array, threads: number): void;
  /** TensorFlow's device names. */
  devices(): string[];
  createTensor(
    shape: readonly number[],
    dtype: number,
    values: ArrayBufferView | readonly (string | Uint8Array)[],
  ): number;
  /** Floats whose axes lie in another order: axis i of the tensor is axis `axes[i]` of the values' `shape`. */
  createPermuted(shape: readonly number[], axes: readonly number[], values: Float32Array): number;
  /** The same on another thread; `values` must not change meanwhile. */
  createPermutedAsync(shape: readonly number[], axes: readonly number[], values: Float32Array): Promise<number>;
  /** Floats into an array whose axes lie in another order: its axis i is axis `axes[i]` of the tensor. */
  readPermuted(id: number, axes: readonly number[], target: Float32Array): void;
  /** The same on another thread; `target` must not be touched meanwhile, the tensor may be deleted. */
  readPermutedAsync(id: number, axes: readonly number[], target: Float32Array): Promise<void>;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputCount: number,
  ): { id: number; dtype: number; shape: number[] }[];
  /**
   * The same off the event loop, one after the other. Inputs may be deleted as soon as this returns. Rejects with TensorFlow's own
   * message.
   */
  executeOpAsync(...op: Parameters<Binding['executeOp']>): Promise<ReturnType<Binding['executeOp']>>;
  /** For the end of the process: cancels what `executeOpAsync` runs, and waits for the kernel in hand. */
  stop(): void;
  /**
   * Gives tensors up to the kernels of our own that run next: they may write results over them, where nothing else reads that memory.
   * Of each the caller may do nothing more than delete it.
   */
  donate(ids: readonly number[]): void;
  /** How many of the tensors that were given up have been written over. */
  overwrittenTensors(): number;
  /** What was given up and not written over is safe again. */
  endDonation(): void;
  /** Registers a serialized `tensorflow.FunctionDef`; `executeOp` then takes its name. */
  addFunctionDef(functionDef: Uint8Array): void;
  removeFunction(name: string): void;
  /** A graph that tells what ops would give without running them. */
  newGraph(): Graph;
  /**
   * Adds an op of a name of its own; `attributes` are serialized `tensorflow.AttrValue`s, an input that is an array is an argument of
   * many tensors.
   */
  addNode(
    graph: Graph,
    op: string,
    name: string,
    attributes: readonly (readonly [string, Uint8Array])[],
    inputs: readonly (GraphOutput | readonly GraphOutput[])[],
  ): GraphOutputInfo[];
  /** A serialized `tensorflow.OpList` of every op that the library knows. */
  opList(): Uint8Array;
  /** Gives the system back what the process has freed and the C library keeps. */
  releaseFreeMemory(): void;
  isUsingGpuDevice(): boolean;
  /** What numbers of channels must be multiples of for convolutions of our own; 0 where the CPU has none. */
  convolutionPanel(): number;
  /** Whether some of them, and their gradients, can be had of bfloat16 numbers. */
  hasBfloat16Convolutions(): boolean;
  getNumOfTensors(): number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_HALF: number;
  readonly TF_BFLOAT16: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_FUNC: number;
  readonly TF_Version: string;
}

/** What tfjs-node knows of a tensor's data: its id in TensorFlow (below 0: none), or values that TensorFlow has not got yet. */
export interface TensorRecord {
  dtype: number;
  id: number;
  values: BackendValues | null;
  /** Tensors of this data. */
  refCount: number;
}

/** The part of tfjs-node's kernel backend that our ops use. */
export interface NativeBackend extends KernelBackend {
  binding: Binding;
  /** `dtype` is TensorFlow's number. */
  readonly tensorMap: { has(dataId: object): boolean; get(dataId: object): TensorRecord };
  executeSingleOutput(name: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputCount: number,
  ): Tensor[];
  /** Sends to TensorFlow what it has not got yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  move(dataId: object, values: BackendValues, shape: number[], dtype: DataType, refCount: number): void;
  createOutputTensor(metadata: { id: number; dtype: number; shape: number[] }): Tensor;
}
