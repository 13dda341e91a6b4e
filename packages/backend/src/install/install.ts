import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackendError } from '../backend-error.js';
import { download } from './fetch/download.js';
import { Progress } from './fetch/progress.js';
import { installWheels } from './install-wheels.js';
import { cachedLibrary, findLibrary, type Library, libraryDirInCache, libraryRoot } from './library/library.js';
import { withLock } from './lock.js';
import { describeSize } from './pins/pinned-wheel.js';
import {
  PINNED_LIBRARIES,
  type PinnedLibrary,
  platformKey,
  TENSORFLOW_VERSION,
  TFJS_ARCHIVES,
  type Variant,
} from './pins/sources.js';
import { inStaging } from './staging.js';
import { unpackArchive } from './unpack.js';

type OnMessage = (line: string) => void;

interface Route {
  name: string;
  version: string;
  /** Puts `lib/` and `include/` into the empty folder `into`; `downloads` survives a failed attempt. */
  install(into: string, downloads: string): Promise<void>;
}

function wheelsRoute(pinned: PinnedLibrary, onMessage: OnMessage): Route {
  const { wheels } = pinned;
  const count = wheels.length === 1 ? 'a Python wheel' : `${wheels.length} Python wheels`;
  return {
    name: `${count}, ${describeSize(wheels)}`,
    version: TENSORFLOW_VERSION,
    install: (into, downloads) => installWheels(pinned, { into, downloads }, onMessage),
  };
}

function routes(variant: Variant, onMessage: OnMessage): Route[] {
  const pinned = PINNED_LIBRARIES[variant][platformKey()];
  const archive = variant === 'cpu' ? TFJS_ARCHIVES[platformKey()] : undefined;
  const list = pinned === undefined ? [] : [wheelsRoute(pinned, onMessage)];
  if (archive !== undefined) {
    list.push({
      name: "tfjs-node's libtensorflow",
      version: archive.version,
      async install(into, downloads) {
        const file = join(downloads, 'libtensorflow.tar.gz');
        const progress = new Progress('libtensorflow', onMessage);
        await download(archive.url, file, (bytes, total) => progress.update(bytes, total));
        onMessage(`${archive.url} has no published checksum: its content was not verified`);
        await unpackArchive(file, into);
        await rm(file);
      },
    });
  }
  return list;
}

function take(route: Route, variant: Variant): Promise<Library> {
  const downloads = join(libraryRoot(), 'downloads');
  const target = libraryDirInCache(route.version, variant);
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
 * Installs libtensorflow into the cache by the first route that works; only one process does it at a time. What has been
 * downloaded is kept when it fails, and used at the next attempt.
 * @throws BackendError `MMA_BACKEND_INSTALL` that lists what each route said.
 */
export function installLibrary(variant: Variant, onMessage: OnMessage): Promise<Library> {
  const what = variant === 'gpu' ? 'libtensorflow for GPUs' : 'libtensorflow';
  const work = async () => {
    const present = cachedLibrary(variant);
    if (present !== undefined) return present;
    const failures: string[] = [];
    for (const route of routes(variant, onMessage)) {
      onMessage(`installing ${what} ${route.version}: ${route.name}`);
      try {
        return await take(route, variant);
      } catch (error) {
        if (error instanceof BackendError && error.code === 'MMA_BACKEND_SPACE') throw error;
        failures.push(`${route.name}: ${error instanceof Error ? error.message : String(error)}`);
        onMessage(failures.at(-1)!);
      }
    }
    const tried = failures.length > 0 ? failures.map((failure) => `\n  - ${failure}`).join('') : ' no route is known';
    throw new BackendError(
      'MMA_BACKEND_INSTALL',
      `${what} could not be installed on ${platformKey()}:${tried}`,
      variant === 'gpu' ? GPU_HINT : CPU_HINT,
    );
  };
  return withLock(libraryRoot(), work, onMessage);
}

const CPU_HINT =
  'Check the network and pip, then run `mma doctor --fix`; or set MMA_LIBTENSORFLOW to a folder that holds lib/ and include/ of libtensorflow 2.x.';
const GPU_HINT =
  'Check the network and pip, then run `MMA_DEVICE=gpu mma doctor --fix`, which goes on where it stopped; or set MMA_LIBTENSORFLOW to the folder `tensorflow` that `pip install "tensorflow[and-cuda]==2.21.0"` makes.';
