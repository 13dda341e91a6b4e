import { BackendError } from '../../backend-error.js';
import type { DeviceChoice } from '../../device.js';
import { PINNED_LIBRARIES, platformKey, type Variant } from '../pins/sources.js';
import { type Driver, describeDriver, findDriver } from './driver.js';
import { cachedLibrary, type Library, libraryFromEnvironment } from './library.js';

/**
 * The builds that serve a device, the best first. `auto` takes the one for GPUs only where somebody has installed it and there is a
 * driver: nobody gets gigabytes unasked. That one computes on the CPU just as well.
 */
function variantsFor(choice: DeviceChoice, { device, library }: Driver): Variant[] {
  if (choice === 'gpu') return ['gpu'];
  if (choice === 'cpu') return ['cpu', 'gpu'];
  return device !== undefined && library !== undefined ? ['gpu', 'cpu'] : ['cpu', 'gpu'];
}

/** The build to install for a device where none is in place. */
export const variantToInstall = (choice: DeviceChoice): Variant => (choice === 'gpu' ? 'gpu' : 'cpu');

/** The libtensorflow in place for a device: of the folder that `MMA_LIBTENSORFLOW` names, else of the cache. */
export function libraryInPlace(choice: DeviceChoice, driver = findDriver()): Library | undefined {
  const named = libraryFromEnvironment();
  if (named !== undefined) return named;
  return variantsFor(choice, driver)
    .map(cachedLibrary)
    .find((library) => library !== undefined);
}

/**
 * Not asked where `MMA_LIBTENSORFLOW` names a library: that one may be for GPUs of other makers.
 * @throws BackendError `MMA_BACKEND_NO_DRIVER` where a GPU is asked for and none can be reached
 */
export function requireDriver(choice: DeviceChoice, known = findDriver()): void {
  if (choice !== 'gpu' || process.platform !== 'linux' || process.env['MMA_LIBTENSORFLOW']) return;
  if (known.device !== undefined) return;
  throw new BackendError(
    'MMA_BACKEND_NO_DRIVER',
    `a GPU was asked for, but there is ${describeDriver(known)}`,
    'Install the driver of the GPU, or start the container with access to it (Docker: --gpus all); or ask for the CPU (MMA_DEVICE=cpu).',
  );
}

/** @throws BackendError `MMA_BACKEND_GPU_PLATFORM` where no build for GPUs is known */
export function requireGpuBuild(platform = platformKey()): void {
  if (PINNED_LIBRARIES.gpu[platform] !== undefined) return;
  throw new BackendError(
    'MMA_BACKEND_GPU_PLATFORM',
    `a GPU was asked for, but for ${platform} no libtensorflow for GPUs is known (only for ${Object.keys(PINNED_LIBRARIES.gpu).join(', ')})`,
    'On Windows use its Subsystem for Linux; elsewhere set MMA_LIBTENSORFLOW to a libtensorflow with CUDA, or use MMA_DEVICE=cpu.',
  );
}
