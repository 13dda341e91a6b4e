import { BackendError } from './backend-error.js';
import type { DeviceChoice, DeviceInfo } from './device.js';
import { type Driver, describeDriver } from './install/library/driver.js';

/** What there is of what a GPU takes. */
export interface GpuTraces {
  driver: Driver;
  /** The folder of libtensorflow. */
  libraryDir: string;
  /** NVIDIA's libraries that belong to it. */
  cudaLibraries: readonly string[];
  /** Why some of those could not be loaded, in the loader's words. */
  notLoaded: readonly string[];
}

/** One sentence for people: on which device, and why there. */
export function whyDevice(choice: DeviceChoice, onGpu: boolean, { driver, cudaLibraries }: GpuTraces): string {
  if (choice !== 'auto') return onGpu ? 'TensorFlow found a GPU, as asked' : 'TensorFlow on the CPU, as asked';
  if (onGpu) return 'TensorFlow found a GPU';
  // Windows' subsystem has the device whoever made the GPU; the library is NVIDIA's.
  if (driver.device === undefined || driver.library === undefined) return 'TensorFlow on the CPU: no GPU was found';
  const though = cudaLibraries.length === 0 ? 'TensorFlow for GPUs is not installed' : 'TensorFlow sees no GPU';
  return `TensorFlow on the CPU: there is ${describeDriver(driver)}, but ${though} (MMA_DEVICE=gpu mma doctor says more)`;
}

/** The error of a GPU that was asked for and that TensorFlow does not see: what was found of what it takes. */
export function noGpu(
  { tensorflowVersion, devices }: Pick<DeviceInfo, 'tensorflowVersion' | 'devices'>,
  { driver, libraryDir, cudaLibraries, notLoaded }: GpuTraces,
  env: NodeJS.ProcessEnv = process.env,
): BackendError {
  const visible = env['CUDA_VISIBLE_DEVICES'];
  const found = [
    describeDriver(driver),
    cudaLibraries.length === 0
      ? `no libraries of CUDA beside ${libraryDir}`
      : `libraries of CUDA: ${cudaLibraries.length}`,
    ...notLoaded.map((reason) => `not loaded: ${reason}`),
    ...(visible === undefined ? [] : [`CUDA_VISIBLE_DEVICES is "${visible}"`]),
  ];
  return new BackendError(
    'MMA_BACKEND_NO_GPU',
    `a GPU was asked for, but TensorFlow ${tensorflowVersion} sees only ${devices.join(', ') || 'no device'}; found: ${found.join('; ')}`,
    'TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say why. It needs a driver of version 525 or newer; or ask for the CPU (MMA_DEVICE=cpu).',
  );
}
