import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BackendError } from '../../backend-error.js';
import { cacheDir } from '../cache.js';
import { platformKey, TENSORFLOW_VERSION, TFJS_ARCHIVES, type Variant } from '../pins/sources.js';
import { findCudaLibraries } from './cuda-libraries.js';

/** A libtensorflow on disk. */
export interface Library {
  /** The folder of the shared libraries. */
  libraryDir: string;
  /** The folder that holds `tensorflow/c/c_api.h`. */
  includeDir: string;
  /** Shared libraries to link with. */
  libraries: string[];
  /** NVIDIA's libraries that belong to it, in the order in which they can be loaded; empty for a build for the CPU. */
  cudaLibraries: string[];
}

const NAMES = [/^libtensorflow_cc\.(so\.2|2\.dylib)$/, /^libtensorflow\.(so(\.2)?|(2\.)?dylib)$/];
const FRAMEWORK = /^libtensorflow_framework\.(so(\.2)?|(2\.)?dylib)$/;

function pick(names: readonly string[], pattern: RegExp): string | undefined {
  // The versioned name ("….so.2") is the one the libraries ask for.
  return names.filter((name) => pattern.test(name)).sort((a, b) => b.length - a.length)[0];
}

/** Looks for libtensorflow in `folder/lib` or `folder` itself, with headers in `folder/include`. */
export function findLibrary(folder: string): Library | undefined {
  const includeDir = join(folder, 'include');
  if (!existsSync(join(includeDir, 'tensorflow', 'c', 'c_api.h'))) return undefined;
  for (const libraryDir of [join(folder, 'lib'), folder]) {
    if (!existsSync(libraryDir)) continue;
    const names = readdirSync(libraryDir);
    const main = NAMES.map((pattern) => pick(names, pattern)).find((name) => name !== undefined);
    if (main === undefined) continue;
    const framework = names.filter((name) => name === pick(names, FRAMEWORK)).map((name) => join(libraryDir, name));
    const libraries = [join(libraryDir, main), ...framework];
    return { libraryDir, includeDir, libraries, cudaLibraries: findCudaLibraries(libraryDir) };
  }
  return undefined;
}

/** The folder that the user named with `MMA_LIBTENSORFLOW`, if any. */
export function libraryFromEnvironment(): Library | undefined {
  const named = process.env['MMA_LIBTENSORFLOW'];
  if (!named) return undefined;
  const library = findLibrary(resolve(named));
  if (library === undefined) {
    throw new BackendError(
      'MMA_BACKEND_LIBRARY_FOLDER',
      `MMA_LIBTENSORFLOW names ${resolve(named)}, which holds no libtensorflow`,
      'It must hold include/tensorflow/c/c_api.h and, in lib/ or beside it, libtensorflow_cc.so.2 or libtensorflow.so.2.',
    );
  }
  return library;
}

export const libraryRoot = (): string => join(cacheDir(), 'libtensorflow');
export const libraryDirInCache = (version: string, variant: Variant): string =>
  join(libraryRoot(), `${version}${variant === 'gpu' ? '-gpu' : ''}-${platformKey()}`);

/** The libtensorflow in the cache, the pinned version first. A folder there is complete: it is moved in as a whole. */
export function cachedLibrary(variant: Variant): Library | undefined {
  const versions = [TENSORFLOW_VERSION, variant === 'cpu' ? TFJS_ARCHIVES[platformKey()]?.version : undefined];
  for (const version of versions) {
    const library = version === undefined ? undefined : findLibrary(libraryDirInCache(version, variant));
    if (library !== undefined) return library;
  }
  return undefined;
}
