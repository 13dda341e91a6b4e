import { createRequire } from 'node:module';
import { NATIVE_BACKEND } from './active-backend.js';
import { BackendError } from './backend-error.js';
import type { Binding, NativeBackend } from './binding.js';
import { type DeviceChoice, type DeviceInfo, threadCount } from './device.js';
import { quietPath } from './install/addon.js';
import type { NativePaths } from './install/ensure-native.js';
import { restoreRemovedUtilFunctions } from './node-compat.js';
import { registerOps } from './ops/register.js';
import { encodeSessionConfig } from './session-config.js';
import { tf } from './tf.js';

const require = createRequire(import.meta.url);

/**
 * Where a recorded function computes in bfloat16, TensorFlow takes sums, means and softmax along; they belong to losses and norms,
 * which have to stay float32. Only the environment tells its optimizer so.
 */
function keepExact(): void {
  const ops = 'Mean,Sum,Square,SquaredDifference,Softmax,LogSoftmax';
  for (const list of ['INFERLIST_REMOVE', 'DENYLIST_ADD']) {
    process.env[`TF_AUTO_MIXED_PRECISION_GRAPH_REWRITE_${list}`] ??= ops;
  }
}

function loadBinding(paths: NativePaths): Binding {
  // Errors only, unless the user has asked for more.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  keepExact();
  const load = () => require(paths.addon) as Binding;
  try {
    if (process.env['TF_CPP_MIN_LOG_LEVEL'] === '0') return load();
    const quiet = require(quietPath(paths.addon)) as { silently<T>(work: () => T): T };
    return quiet.silently(load);
  } catch (error) {
    throw new BackendError(
      'MMA_BACKEND_LOAD',
      `the native addon ${paths.addon} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      'Delete the cache folder and run `mma doctor --fix`.',
    );
  }
}

let binding: Binding | undefined;

function registerBackend(loaded: Binding): void {
  restoreRemovedUtilFunctions();
  // Not the package's index: that one insists on the binding that it downloads itself.
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js') as {
    NodeJSKernelBackend: new (binding: Binding, packageName: string) => NativeBackend;
  };
  require('@tensorflow/tfjs-node/dist/register_all_kernels.js');
  registerOps();
  tf.registerBackend(NATIVE_BACKEND, () => new NodeJSKernelBackend(loaded, '@mma/backend'), 3);
}

function describe(choice: DeviceChoice, loaded: Binding, threads: number): DeviceInfo {
  const gpu = loaded.isUsingGpuDevice();
  const asked = choice === 'auto' ? '' : ', as asked';
  const why = gpu
    ? `TensorFlow found a GPU${asked}`
    : `TensorFlow on the CPU${choice === 'auto' ? ': no GPU was found' : asked}`;
  return {
    device: gpu ? 'gpu' : 'cpu',
    why,
    tensorflowVersion: loaded.TF_Version,
    threads,
    canTrain: true,
    devices: loaded.devices(),
  };
}

/** Starts TensorFlow from the given library and makes it tfjs's backend. Once a process. */
export async function startNative(paths: NativePaths, choice: DeviceChoice): Promise<DeviceInfo> {
  const threads = threadCount();
  if (binding === undefined) {
    const loaded = loadBinding(paths);
    loaded.start(encodeSessionConfig({ threads, gpu: choice !== 'cpu' }), threads);
    // Kernels must not run while the process takes itself apart.
    process.once('exit', () => loaded.stop());
    registerBackend(loaded);
    binding = loaded;
  }
  const info = describe(choice, binding, threads);
  if (choice === 'gpu' && info.device !== 'gpu') {
    throw new BackendError(
      'MMA_BACKEND_NO_GPU',
      `a GPU was asked for, but TensorFlow ${info.tensorflowVersion} sees only ${info.devices.join(', ') || 'no device'}`,
      'Point MMA_LIBTENSORFLOW at a libtensorflow with CUDA (and its CUDA libraries), or use MMA_DEVICE=cpu.',
    );
  }
  await tf.setBackend(NATIVE_BACKEND);
  return info;
}
