import type { Precision } from './precision.js';

/** What TensorFlow is started with. */
export interface SessionOptions {
  /** Threads of one op; 0 lets TensorFlow choose. */
  threads: number;
  /** False hides GPUs from TensorFlow. */
  gpu: boolean;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const number = (field: number, value: number) => [...varint((field << 3) | VARINT), ...varint(value)];
const message = (field: number, bytes: readonly number[]) => [
  ...varint((field << 3) | LENGTH_DELIMITED),
  ...varint(bytes.length),
  ...bytes,
];

/** Serializes a `tensorflow.ConfigProto` (field numbers: tensorflow/core/protobuf/config.proto). */
export function encodeSessionConfig({ threads, gpu }: SessionOptions): Uint8Array {
  const hideGpus = gpu ? [] : message(1, [...message(1, [...Buffer.from('GPU')]), ...number(2, 0)]);
  const memoryGrowth = message(6, number(4, 1));
  // inter_op_parallelism_threads: each op has all threads to itself. Two at once would each wait for cores that the other has.
  const oneByOne = number(5, 1);
  const softPlacement = number(7, 1);
  return Uint8Array.from([...hideGpus, ...number(2, threads), ...oneByOne, ...memoryGrowth, ...softPlacement]);
}

/** Which of TensorFlow's rewritings of a graph gives a precision: auto_mixed_precision_onednn_bfloat16, auto_mixed_precision. */
const REWRITING = { bfloat16: 31, float16: 23 };

/**
 * Serializes a `tensorflow.ConfigProto` for recorded functions (field numbers: rewriter_config.proto). With a precision
 * below float32 (bfloat16 on a CPU, float16 on a GPU) convolutions and products work on such numbers; sums, losses and whatever enters or
 * leaves the function stay float32.
 *
 * Of TensorFlow's graph optimizer it leaves out what finds nothing in graphs without loops, control flow or variables but takes its time,
 * in which one core alone works, and the second round over all of it.
 */
export function encodeFunctionConfig(precision: Precision): Uint8Array {
  const ON = 1;
  const OFF = 2;
  const rewriteOptions = [
    ...number(4, ON), // memory_optimization: NO_MEM_OPT
    ...number(9, OFF), // loop_optimization
    ...number(12, ON), // meta_optimizer_iterations: ONE
    ...number(13, OFF), // shape_optimization
    ...number(22, OFF), // implementation_selector
    ...(precision === 'float32' ? [] : number(REWRITING[precision], ON)),
    ...number(32, ON), // disable_tfg_optimizer
  ];
  return Uint8Array.from(message(10, message(10, rewriteOptions)));
}
