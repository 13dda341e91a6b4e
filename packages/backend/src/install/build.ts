import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError } from '../backend-error.js';
import { ADDON, ADDON_SOURCES, addonPath, addonRoot, BEFORE } from './addon.js';
import { nodeHeadersDir } from './headers.js';
import type { Library } from './library/library.js';
import { withLock } from './lock.js';
import { run, tail } from './run.js';
import { inStaging } from './staging.js';

const require = createRequire(import.meta.url);

/** Compiles in `folder`; resolves to the folder of the built modules. */
async function compile(library: Library, folder: string): Promise<string> {
  await cp(ADDON_SOURCES, folder, { recursive: true });
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
  return join(folder, 'build', 'Release');
}

/**
 * Compiles the addon for `library` into the cache unless it is there; resolves to its path.
 * @throws BackendError `MMA_BACKEND_BUILD` with the compiler's last words.
 */
export async function buildAddon(library: Library, onMessage: (line: string) => void): Promise<string> {
  const target = await addonPath(library);
  const work = async () => {
    if (existsSync(target)) return target;
    onMessage('compiling the native addon');
    return inStaging(addonRoot(), async (staging) => {
      const built = await compile(library, staging);
      const ready = join(staging, 'ready');
      await mkdir(ready);
      for (const name of [ADDON, BEFORE]) await rename(join(built, name), join(ready, name));
      await rm(dirname(target), { recursive: true, force: true });
      await rename(ready, dirname(target));
      return target;
    });
  };
  return existsSync(target) ? target : withLock(addonRoot(), work, onMessage);
}
