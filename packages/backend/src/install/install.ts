import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackendError } from '../backend-error.js';
import { verify } from './checksum.js';
import { download } from './download.js';
import { cachedLibrary, findLibrary, type Library, libraryDirInCache, libraryRoot } from './library.js';
import { withLock } from './lock.js';
import { fetchWithPip } from './pip.js';
import { fetchFromPypi } from './pypi.js';
import { PINNED_WHEELS, type PinnedWheel, platformKey, TFJS_ARCHIVES } from './sources.js';
import { inStaging } from './staging.js';
import { unpackArchive, unpackWheel } from './unpack.js';

type OnMessage = (line: string) => void;

interface Route {
  name: string;
  version: string;
  /** Puts `lib/` and `include/` into the empty folder `into`; `downloads` survives a failed attempt. */
  install(into: string, downloads: string): Promise<void>;
}

function wheelRoute(name: string, wheel: PinnedWheel, fetchWheel: (folder: string) => Promise<string>): Route {
  return {
    name,
    version: wheel.version,
    async install(into, downloads) {
      const file = await fetchWheel(downloads);
      try {
        await verify(file, wheel.sha256);
        await unpackWheel(file, into);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

function routes(onMessage: OnMessage): Route[] {
  const wheel = PINNED_WHEELS[platformKey()];
  const archive = TFJS_ARCHIVES[platformKey()];
  const list: Route[] = [];
  if (wheel !== undefined) {
    list.push(wheelRoute('the Python wheel through pip', wheel, (folder) => fetchWithPip(wheel, folder, onMessage)));
    list.push(wheelRoute('the Python wheel from PyPI', wheel, (folder) => fetchFromPypi(wheel, folder, onMessage)));
  }
  if (archive !== undefined) {
    list.push({
      name: "tfjs-node's libtensorflow",
      version: archive.version,
      async install(into, downloads) {
        const file = join(downloads, 'libtensorflow.tar.gz');
        await download(archive.url, file, onMessage);
        onMessage(`${archive.url} has no published checksum: its content was not verified`);
        await unpackArchive(file, into);
        await rm(file);
      },
    });
  }
  return list;
}

function take(route: Route): Promise<Library> {
  const downloads = join(libraryRoot(), 'downloads');
  const target = libraryDirInCache(route.version);
  return inStaging(libraryRoot(), async (staging) => {
    await mkdir(downloads, { recursive: true });
    await route.install(staging, downloads);
    if (findLibrary(staging) === undefined) throw new Error('what was fetched holds no libtensorflow');
    await writeFile(join(staging, 'source.json'), JSON.stringify({ route: route.name, version: route.version }));
    await rm(target, { recursive: true, force: true });
    await rename(staging, target);
    return findLibrary(target)!;
  });
}

/**
 * Installs libtensorflow into the cache by the first route that works; only one process does it at a time.
 * @throws BackendError `MMA_BACKEND_INSTALL` that lists what each route said.
 */
export function installLibrary(onMessage: OnMessage): Promise<Library> {
  const work = async () => {
    const present = cachedLibrary();
    if (present !== undefined) return present;
    const failures: string[] = [];
    for (const route of routes(onMessage)) {
      onMessage(`installing libtensorflow ${route.version}: ${route.name}`);
      try {
        return await take(route);
      } catch (error) {
        failures.push(`${route.name}: ${error instanceof Error ? error.message : String(error)}`);
        onMessage(failures.at(-1)!);
      }
    }
    const tried = failures.length > 0 ? failures.map((failure) => `\n  - ${failure}`).join('') : ' no route is known';
    throw new BackendError(
      'MMA_BACKEND_INSTALL',
      `libtensorflow could not be installed on ${platformKey()}:${tried}`,
      'Check the network and pip, then run `mma doctor --fix`; or set MMA_LIBTENSORFLOW to a folder that holds lib/ and include/ of libtensorflow 2.x.',
    );
  };
  return withLock(libraryRoot(), work, onMessage);
}
