import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError } from '../backend-error.js';
import { cacheDir } from './cache.js';
import { nodeHeadersDir } from './headers.js';
import type { Library } from './library.js';
import { withLock } from './lock.js';
import { run, tail } from './run.js';
import { platformKey } from './sources.js';

const require = createRequire(import.meta.url);
const SOURCES = fileURLToPath(new URL('../../native', import.meta.url));
const NODE_API = 8;

/** Changes whenever the addon must be compiled anew: its sources, the library it is linked to, the platform. */
async function buildKey(library: Library): Promise<string> {
  const hash = createHash('sha256').update(`${platformKey()} napi${NODE_API} ${library.libraries.join(' ')}`);
  const files = (await readdir(SOURCES, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/** Where the addon for `library` is, or would be. */
export async function addonPath(library: Library): Promise<string> {
  return join(cacheDir(), 'addon', await buildKey(library), 'mma_tensorflow.node');
}

async function compile(library: Library, folder: string): Promise<string> {
  await cp(SOURCES, folder, { recursive: true });
  const variables = {
    tensorflow_include: library.includeDir,
    tensorflow_lib_dir: library.libraryDir,
    tensorflow_libraries: library.libraries,
  };
  await writeFile(join(folder, 'tensorflow.gypi'), JSON.stringify({ variables }));
  const headers = nodeHeadersDir();
  const nodeGyp = require.resolve('node-gyp/bin/node-gyp.js');
  const args = [nodeGyp, 'rebuild', `--directory=${folder}`, ...(headers ? [`--nodedir=${headers}`] : [])];
  const result = await run(process.execPath, args, { JOBS: 'max' });
  if (result.code !== 0) {
    throw new BackendError(
      'MMA_BACKEND_BUILD',
      `the native addon could not be compiled:\n${tail(result.output, 20)}`,
      'It needs a C++17 compiler, make and Python 3 (Debian and Ubuntu: apt-get install build-essential python3).',
    );
  }
  return join(folder, 'build', 'Release', 'mma_tensorflow.node');
}

/**
 * Compiles the addon for `library` into the cache unless it is there; resolves to its path.
 * @throws BackendError `MMA_BACKEND_BUILD` with the compiler's last words.
 */
export async function buildAddon(library: Library, onMessage: (line: string) => void): Promise<string> {
  const target = await addonPath(library);
  if (existsSync(target)) return target;
  const root = join(cacheDir(), 'addon');
  const work = async () => {
    if (existsSync(target)) return target;
    onMessage('compiling the native addon');
    const staging = await mkdtemp(join(root, 'building-'));
    try {
      const built = await compile(library, staging);
      await mkdir(join(target, '..'), { recursive: true });
      await rename(built, target);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    return target;
  };
  return withLock(root, work, onMessage);
}
