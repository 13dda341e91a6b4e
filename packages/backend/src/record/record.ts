import type { Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import type { NativeBackend } from '../binding.js';
import { tf } from '../tf.js';
import { encodeFunction } from './function-def.js';
import { runEagerly, runRecording, type TensorFunction } from './recorder.js';
import { Replay } from './replay.js';
import { Unrecordable } from './unrecordable.js';

export interface RecordOptions {
  /** What is recorded, for people. Default: "the function". */
  name?: string;
  /** Called once with the reason when the function runs eagerly from now on. Default: a warning of the process. */
  onFallback?: (reason: string) => void;
}

/** What {@link record} returns: call it as the function itself. */
export interface Recorded {
  (inputs: readonly Tensor[]): Tensor[];
  /** Frees the records; the function can still be called, and is recorded anew. */
  dispose(): void;
}

/** A program that sees more shapes than these does not gain by compiling each. */
const MAX_SIGNATURES = 8;

let recordings = 0;

/**
 * Makes a function of tensors run as one TensorFlow function. The first call with inputs of certain types and shapes runs
 * `fn` eagerly and records its ops; that call's outputs and those of all later ones come from replaying them whole, which lets
 * TensorFlow fuse and plan. `fn` does not run again: it must be a pure function of its inputs, with seeds and
 * hyper-parameters among them, must not read values, and must leave its inputs alive.
 *
 * What cannot be recorded runs eagerly, and so does everything with `MMA_EAGER=1` in the environment or without the native
 * backend. The outputs belong to the caller.
 */
export function record(fn: TensorFunction, options: RecordOptions = {}): Recorded {
  const { name = 'the function', onFallback = warn } = options;
  const replays = new Map<string, Replay>();
  let eager = false;
  const fallBack = (reason: string): void => {
    eager = true;
    onFallback(`${name} is not replayed but runs op by op: ${reason}`);
  };

  const first = (inputs: readonly Tensor[], key: string): Tensor[] => {
    if (replays.size >= MAX_SIGNATURES) {
      fallBack(`its inputs come in more than ${MAX_SIGNATURES} combinations of shapes`);
      return runEagerly(fn, inputs);
    }
    recordings += 1;
    const run = runRecording(nativeBackend(), fn, { inputs, name: `MmaRecord${recordings}` });
    if (run.record instanceof Unrecordable) {
      fallBack(run.record.message);
      return run.outputs;
    }
    const replay = new Replay(run.record.name, encodeFunction(run.record), run.outputs.length);
    try {
      // Fused ops round otherwise: were this call's outputs the eager ones, they would depend on what was called before.
      const outputs = replay.run(nativeBackend(), inputs);
      replays.set(key, replay);
      tf.dispose(run.outputs);
      return outputs;
    } catch (error) {
      if (!isTensorFlowError(error)) throw error;
      fallBack(error.message);
      return run.outputs;
    }
  };

  const recorded = (inputs: readonly Tensor[]): Tensor[] => {
    if (eager || process.env['MMA_EAGER'] === '1' || !isNative()) return runEagerly(fn, inputs);
    const key = signature(nativeBackend(), inputs);
    const replay = replays.get(key);
    return replay === undefined ? first(inputs, key) : replay.run(nativeBackend(), inputs);
  };

  return Object.assign(recorded, {
    dispose(): void {
      if (isNative()) for (const replay of replays.values()) replay.dispose(nativeBackend());
      replays.clear();
    },
  });
}

/** Types, shapes, and which inputs are one tensor: a record may have taken either for the other. */
function signature(backend: NativeBackend, inputs: readonly Tensor[]): string {
  const seen = new Map<object, number>();
  return inputs
    .map(({ dataId, shape }, index) => {
      const same = seen.get(dataId) ?? index;
      seen.set(dataId, same);
      return `${backend.tensorMap.get(dataId).dtype}[${shape.join()}]${same === index ? '' : `=${same}`}`;
    })
    .join(';');
}

function isTensorFlowError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'MMA_BACKEND_TENSORFLOW';
}

function warn(reason: string): void {
  process.emitWarning(reason, { code: 'MMA_BACKEND_EAGER' });
}
