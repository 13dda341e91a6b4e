import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from './cache.js';
import type { Library } from './library/library.js';
import { platformKey } from './pins/sources.js';

/** The addon's C++ sources and binding.gyp. */
export const ADDON_SOURCES = fileURLToPath(new URL('../../native', import.meta.url));
export const ADDON = 'mma_tensorflow.node';
/** What is done before the addon, and TensorFlow with it, is loaded; see native/src/before.cc. */
export const BEFORE = 'mma_before.node';
const NODE_API = 8;

/** Changes whenever the addon must be compiled anew: its sources, the library it is linked to, the platform. */
async function buildKey(library: Library): Promise<string> {
  const hash = createHash('sha256').update(`${platformKey()} napi${NODE_API} ${library.libraries.join(' ')}`);
  const files = (await readdir(ADDON_SOURCES, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

export const addonRoot = (): string => join(cacheDir(), 'addon');

/** Where the addon for `library` is, or would be. */
export async function addonPath(library: Library): Promise<string> {
  return join(addonRoot(), await buildKey(library), ADDON);
}

/** The module beside the addon for what comes before the addon is loaded. */
export const beforePath = (addon: string): string => join(dirname(addon), BEFORE);
