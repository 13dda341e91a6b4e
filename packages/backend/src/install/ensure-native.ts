import { existsSync } from 'node:fs';
import { BackendError } from '../backend-error.js';
import { addonPath } from './addon.js';
import { cachedLibrary, type Library, libraryFromEnvironment } from './library.js';

export interface NativePaths {
  /** The compiled addon. */
  addon: string;
  /** The folder of libtensorflow's shared libraries. */
  libraryDir: string;
  includeDir: string;
  /** True when nothing had to be fetched or compiled. */
  reused: boolean;
}

export interface EnsureNativeOptions {
  /** False refuses to fetch or compile anything: what is missing is an error. Default true. */
  install?: boolean;
  /** Called with a line about what is going on. */
  onMessage?: (line: string) => void;
}

/** The native library and addon that are in place, without installing anything; undefined when one is missing. */
export async function findNative(): Promise<NativePaths | undefined> {
  const library = libraryFromEnvironment() ?? cachedLibrary();
  if (library === undefined) return undefined;
  const addon = await addonPath(library);
  return existsSync(addon) ? paths(addon, library, true) : undefined;
}

function paths(addon: string, library: Library, reused: boolean): NativePaths {
  return { addon, libraryDir: library.libraryDir, includeDir: library.includeDir, reused };
}

/**
 * Puts libtensorflow and our addon in place: the folder named by `MMA_LIBTENSORFLOW`, else the cache, else a download.
 * Safe to call from several processes at once.
 * @throws BackendError `MMA_BACKEND_MISSING`, `MMA_BACKEND_INSTALL`, `MMA_BACKEND_BUILD`, `MMA_BACKEND_LIBRARY_FOLDER`.
 */
export async function ensureNative({
  install = true,
  onMessage = () => {},
}: EnsureNativeOptions = {}): Promise<NativePaths> {
  const present = await findNative();
  if (present !== undefined) {
    onMessage(`native backend in place: ${present.libraryDir}`);
    return present;
  }
  if (!install) {
    throw new BackendError(
      'MMA_BACKEND_MISSING',
      'the native TensorFlow backend is not installed',
      'Run `mma doctor --fix` (or `mma quickstart`): it fetches libtensorflow and compiles the addon once.',
    );
  }
  // Loaded only where something is to be installed, so that importing the package stays cheap.
  const [{ installLibrary }, { buildAddon }] = await Promise.all([import('./install.js'), import('./build.js')]);
  const library = libraryFromEnvironment() ?? cachedLibrary() ?? (await installLibrary(onMessage));
  const addon = await buildAddon(library, onMessage);
  return paths(addon, library, false);
}
