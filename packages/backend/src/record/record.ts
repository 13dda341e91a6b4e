import type { Tensor } from '@tensorflow/tfjs';
import { isNative, nativeBackend } from '../active-backend.js';
import type { NativeBackend } from '../binding.js';
import { hasOwnKernels } from '../own-kernels.js';
import type { Precision } from '../precision.js';
import type { FunctionDefinition } from './function-def.js';
import { withOwnConvolutions } from './own-convolutions.js';
import { runEagerly, type TensorFunction, trace } from './recorder.js';
import { SplitReplay } from './split-replay.js';
import { withSummedGradients } from './summed-gradients.js';
import { isTensorFlowError } from './tensorflow-error.js';
import { Unrecordable } from './unrecordable.js';

export interface RecordOptions {
  /** What is recorded, for people. Default: "the function". */
  name?: string;
  /**
   * How many of the last inputs change rarely, such as weights: what is computed of them alone is kept until one of them is another
   * tensor, or `release` is called. Filters of convolutions among that are also kept in the order in which they are read, those of
   * TensorFlow's convolutions after some calls, which takes their memory once more. Default: none.
   */
  stable?: number;
  /**
   * In which numbers convolutions and products compute when replayed; inputs, outputs, sums and losses are float32 anyway. Op by op
   * everything is float32. Default: float32. See `canComputeIn`.
   */
  precision?: Precision;
  /** Called once with the reason when the function runs eagerly, or slower than it could, from now on. Default: a warning of the process. */
  onFallback?: (reason: string) => void;
}

/** What {@link record} returns: call it as the function itself. */
export interface Recorded {
  (inputs: readonly Tensor[]): Tensor[];
  /**
   * The same with the event loop free while TensorFlow works; the inputs must live until then. What runs op by op still
   * holds the loop up.
   */
  async(inputs: readonly Tensor[]): Promise<Tensor[]>;
  /** Frees what is kept of the stable inputs. */
  release(): void;
  /** Frees the records; the function can still be called, and is recorded anew. */
  dispose(): void;
}

/** A program that sees more shapes than these does not gain by compiling each. */
const MAX_SIGNATURES = 8;

let recordings = 0;

/**
 * Makes a function of tensors run as one TensorFlow function. The first call with inputs of certain types and shapes sends `fn`
 * through its ops without running any and writes them down; that call and all later ones replay them whole, which lets
 * TensorFlow fuse and plan. `fn` does not run again: it must be a pure function of its inputs, with seeds and
 * hyper-parameters among them, must not read values, and must leave its inputs alive.
 *
 * What cannot be recorded runs eagerly, and so does everything with `MMA_EAGER=1` in the environment or without the native
 * backend. The outputs belong to the caller.
 */
export function record(fn: TensorFunction, options: RecordOptions = {}): Recorded {
  const { name = 'the function', onFallback = warn, stable = 0, precision = 'float32' } = options;
  const replays = new Map<string, SplitReplay>();
  let eager = false;
  const fallBack = (reason: string): void => {
    eager = true;
    onFallback(`${name} is not replayed but runs op by op: ${reason}`);
  };

  /** Undefined where these inputs are for eager execution. */
  const replayOf = (inputs: readonly Tensor[]): SplitReplay | undefined => {
    if (eager || process.env['MMA_EAGER'] === '1' || !isNative()) return undefined;
    const key = signature(nativeBackend(), inputs);
    const known = replays.get(key);
    if (known !== undefined) return known;
    if (replays.size >= MAX_SIGNATURES) {
      fallBack(`its inputs come in more than ${MAX_SIGNATURES} combinations of shapes`);
      return undefined;
    }
    recordings += 1;
    try {
      const traced = trace(nativeBackend(), fn, { inputs, name: `MmaRecord${recordings}` });
      const definition = optimized(traced, precision);
      const onUnpacked = (reason: string): void => onFallback(`${name} is replayed without packed filters: ${reason}`);
      const replay = new SplitReplay(definition, { stable, precision, onUnpacked });
      replays.set(key, replay);
      return replay;
    } catch (error) {
      // TensorFlow also refuses here what would be an error op by op; then that is what the caller gets.
      if (!(error instanceof Unrecordable) && !isTensorFlowError(error)) throw error;
      if (error instanceof Unrecordable) fallBack(error.message);
      return undefined;
    }
  };

  const afterFailure = (replay: SplitReplay, error: unknown, inputs: readonly Tensor[]): Tensor[] => {
    if (replay.proven || !isTensorFlowError(error)) throw error;
    // What it has written over its inputs cannot be done again.
    if (nativeBackend().binding.overwrittenTensors() > 0) throw error;
    const outputs = runEagerly(fn, inputs);
    fallBack(error.message);
    return outputs;
  };

  const recorded = (inputs: readonly Tensor[]): Tensor[] => {
    const replay = replayOf(inputs);
    if (replay === undefined) return runEagerly(fn, inputs);
    try {
      return replay.run(nativeBackend(), inputs);
    } catch (error) {
      return afterFailure(replay, error, inputs);
    }
  };

  const replayAsync = async (inputs: readonly Tensor[]): Promise<Tensor[]> => {
    const replay = replayOf(inputs);
    if (replay === undefined) return runEagerly(fn, inputs);
    try {
      return await replay.runAsync(nativeBackend(), inputs);
    } catch (error) {
      return afterFailure(replay, error, inputs);
    }
  };

  return Object.assign(recorded, {
    async: replayAsync,
    release(): void {
      for (const replay of replays.values()) replay.release();
    },
    dispose(): void {
      for (const replay of replays.values()) replay.dispose();
      replays.clear();
    },
  });
}

/** With kernels of ours in place of TensorFlow's where those are faster. */
function optimized(definition: FunctionDefinition, precision: Precision): FunctionDefinition {
  if (!hasOwnKernels()) return definition;
  const summed = withSummedGradients(definition);
  const { binding } = nativeBackend();
  const panel = binding.convolutionPanel();
  const isFloat = precision === 'float32';
  if (panel === 0 || !(isFloat || binding.hasBfloat16Convolutions())) return summed;
  return withOwnConvolutions(summed, { panel, direct: isFloat });
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

function warn(reason: string): void {
  process.emitWarning(reason, { code: 'MMA_BACKEND_EAGER' });
}
