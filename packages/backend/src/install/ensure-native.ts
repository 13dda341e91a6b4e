import { existsSync } from 'node:fs';
import { BackendError } from '../backend-error.js';
import { type DeviceChoice, wantedDevice } from '../device.js';
import { addonPath } from './addon.js';
import { libraryInPlace, requireGpuBuild, variantToInstall } from './library/choose-library.js';
import { describeDriver, findDriver } from './library/driver.js';
import type { Library } from './library/library.js';

export interface NativePaths {
  /** The compiled addon. */
  addon: string;
  /** The folder of libtensorflow's shared libraries. */
  libraryDir: string;
  includeDir: string;
  /** NVIDIA's libraries that are loaded before TensorFlow, in order; empty for a build for the CPU. */
  cudaLibraries: readonly string[];
  /** True when nothing had to be fetched or compiled. */
  reused: boolean;
}

export interface EnsureNativeOptions {
  /** What is to be computed on, which decides about the build; `MMA_DEVICE` takes the place of `auto`. Default `auto`. */
  device?: DeviceChoice;
  /** False refuses to fetch or compile anything: what is missing is an error. Default true. */
  install?: boolean;
  /** Called with a line about what is going on. */
  onMessage?: (line: string) => void;
}

/** The native library and addon that are in place, without installing anything; undefined when one is missing. */
export async function findNative(device?: DeviceChoice): Promise<NativePaths | undefined> {
  const library = libraryInPlace(wantedDevice(device));
  if (library === undefined) return undefined;
  const addon = await addonPath(library);
  return existsSync(addon) ? paths(addon, library, true) : undefined;
}

function paths(addon: string, { libraryDir, includeDir, cudaLibraries }: Library, reused: boolean): NativePaths {
  return { addon, libraryDir, includeDir, cudaLibraries, reused };
}

/**
 * Puts libtensorflow and our addon in place: the folder named by `MMA_LIBTENSORFLOW`, else the cache, else a download.
 * Safe to call from several processes at once.
 * @throws BackendError `MMA_BACKEND_MISSING`, `MMA_BACKEND_INSTALL`, `MMA_BACKEND_SPACE`, `MMA_BACKEND_BUILD`,
 *   `MMA_BACKEND_LIBRARY_FOLDER`, `MMA_BACKEND_GPU_PLATFORM`.
 */
export async function ensureNative({
  device,
  install = true,
  onMessage = () => {},
}: EnsureNativeOptions = {}): Promise<NativePaths> {
  const choice = wantedDevice(device);
  const present = await findNative(choice);
  if (present !== undefined) {
    onMessage(`native backend in place: ${present.libraryDir}`);
    return present;
  }
  const inPlace = libraryInPlace(choice);
  const variant = variantToInstall(choice);
  if (inPlace === undefined && variant === 'gpu') requireGpuBuild();
  if (!install) throw missing(variant === 'gpu' && inPlace === undefined);
  // Loaded only where something is to be installed, so that importing the package stays cheap.
  const [{ installLibrary }, { buildAddon }] = await Promise.all([import('./install.js'), import('./build.js')]);
  if (inPlace === undefined && variant === 'gpu') sayWithoutDriver(onMessage);
  const library = inPlace ?? (await installLibrary(variant, onMessage));
  const addon = await buildAddon(library, onMessage);
  return paths(addon, library, false);
}

function missing(forGpu: boolean): BackendError {
  if (forGpu) {
    return new BackendError(
      'MMA_BACKEND_MISSING',
      'a GPU was asked for, but the TensorFlow for GPUs is not installed',
      'Run `MMA_DEVICE=gpu mma doctor --fix`: it fetches libtensorflow with CUDA, several gigabytes, once.',
    );
  }
  return new BackendError(
    'MMA_BACKEND_MISSING',
    'the native TensorFlow backend is not installed',
    'Run `mma doctor --fix` (or `mma quickstart`): it fetches libtensorflow and compiles the addon once.',
  );
}

/** Not an error: images of containers are built on machines without a GPU. */
function sayWithoutDriver(onMessage: (line: string) => void): void {
  const driver = findDriver();
  if (driver.device === undefined)
    onMessage(`${describeDriver(driver)} on this machine: what is installed runs elsewhere`);
}
