import { createRequire } from 'node:module';
import { NATIVE_BACKEND } from './active-backend.js';
import { BackendError } from './backend-error.js';
import type { Binding, NativeBackend } from './binding.js';
import { type DeviceChoice, type DeviceInfo, threadCount } from './device.js';
import { beforePath } from './install/addon.js';
import type { NativePaths } from './install/ensure-native.js';
import { findDriver } from './install/library/driver.js';
import { restoreRemovedUtilFunctions } from './node-compat.js';
import { registerOps } from './ops/register.js';
import { encodeSessionConfig } from './session-config.js';
import { tf } from './tf.js';
import { noGpu, whyDevice } from './why-device.js';

const require = createRequire(import.meta.url);

/**
 * Which ops of a recorded function work on numbers of half the size, where it computes in them; only the environment tells TensorFlow's
 * optimizer so. It takes sums, means and softmax along by itself, but they belong to losses and norms, which have to stay
 * float32; our own ops it does not know.
 */
function choosePrecisions(): void {
  const exact = 'Mean,Sum,Square,SquaredDifference,Softmax,LogSoftmax';
  const norms = 'MmaBatchNorm,MmaBatchNormGrad,MmaBatchNormAddRelu,MmaBatchNormAddReluGrad';
  const lists = {
    INFERLIST_REMOVE: exact,
    DENYLIST_ADD: exact,
    INFERLIST_ADD: norms,
    CLEARLIST_ADD: 'MmaMaxPool,MmaMaxPoolGrad',
    ALLOWLIST_ADD: 'MmaFilterGradient,MmaWinogradConv,MmaWinogradInputGradient',
  };
  for (const [list, ops] of Object.entries(lists)) {
    process.env[`TF_AUTO_MIXED_PRECISION_GRAPH_REWRITE_${list}`] ??= ops;
  }
}

interface Before {
  silently<T>(work: () => T): T;
  /** Why the library cannot be loaded; empty if it has been. */
  preload(path: string): string;
}

/** What of NVIDIA's libraries could not be loaded, in the loader's words. */
let notLoaded: string[] = [];

function loadBinding(paths: NativePaths, choice: DeviceChoice): Binding {
  // Errors only, unless the user has asked for more.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  choosePrecisions();
  // The thread that runs an op takes part in it: one less to be woken.
  process.env['TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD'] ??= 'true';
  const load = () => require(paths.addon) as Binding;
  try {
    const before = require(beforePath(paths.addon)) as Before;
    // TensorFlow looks for them by name alone.
    if (choice === 'gpu' || (choice === 'auto' && findDriver().device !== undefined)) {
      notLoaded = paths.cudaLibraries.map(before.preload).filter((reason) => reason !== '');
    }
    return process.env['TF_CPP_MIN_LOG_LEVEL'] === '0' ? load() : before.silently(load);
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

function describe(loaded: Binding, why: string, threads: number): DeviceInfo {
  return {
    device: loaded.isUsingGpuDevice() ? 'gpu' : 'cpu',
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
    const loaded = loadBinding(paths, choice);
    loaded.start(encodeSessionConfig({ threads, gpu: choice !== 'cpu' }), threads);
    // Kernels must not run while the process takes itself apart.
    process.once('exit', () => loaded.stop());
    registerBackend(loaded);
    binding = loaded;
  }
  const traces = { ...paths, driver: findDriver(), notLoaded };
  const info = describe(binding, whyDevice(choice, binding.isUsingGpuDevice(), traces), threads);
  if (choice === 'gpu' && info.device !== 'gpu') throw noGpu(info, traces);
  await tf.setBackend(NATIVE_BACKEND);
  return info;
}
