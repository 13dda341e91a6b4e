import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What tells of NVIDIA's driver on this machine. */
export interface Driver {
  /** The device file through which programs reach it; undefined where none is there. */
  device: string | undefined;
  /** `libcuda.so.1`, which comes with it; undefined where it is in none of the usual folders. */
  library: string | undefined;
  /** As the kernel's module tells it, such as 550.54.15. */
  version: string | undefined;
  /** The models of the GPUs, as far as it tells them. */
  models: string[];
}

/** The second is that of the Windows Subsystem for Linux. */
const DEVICES = ['dev/nvidiactl', 'dev/dxg'];
const FOLDERS = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib64',
  'usr/lib',
  'usr/lib/wsl/lib',
  'usr/local/nvidia/lib64',
  'usr/local/nvidia/lib',
  'run/opengl-driver/lib',
  'usr/local/cuda/compat',
];

/**
 * Looks for NVIDIA's driver.
 * @param root the file system's root
 */
export function findDriver(root = '/', env: NodeJS.ProcessEnv = process.env): Driver {
  const given = (env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== '');
  const libraries = [...given, ...FOLDERS.map((folder) => join(root, folder))].map((folder) =>
    join(folder, 'libcuda.so.1'),
  );
  const present = (path: string): boolean => existsSync(path);
  return {
    device: DEVICES.map((path) => join(root, path)).find(present),
    library: libraries.find(present),
    version: readVersion(join(root, 'proc/driver/nvidia/version')),
    models: readModels(join(root, 'proc/driver/nvidia/gpus')),
  };
}

function readVersion(file: string): string | undefined {
  return existsSync(file) ? /\b\d{3}(?:\.\d+){1,2}\b/.exec(readFileSync(file, 'utf8'))?.[0] : undefined;
}

function readModels(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((gpu) => {
    const file = join(folder, gpu, 'information');
    const model = existsSync(file) ? /^Model:\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
    return model ?? [];
  });
}

/** One sentence part for people. */
export function describeDriver({ device, library, version, models }: Driver): string {
  if (device === undefined) return `no NVIDIA driver (neither ${DEVICES.map((path) => `/${path}`).join(' nor ')})`;
  const parts = [
    `NVIDIA's driver${version === undefined ? '' : ` ${version}`} at ${device}`,
    library ?? 'libcuda.so.1 in none of the usual folders',
    ...models,
  ];
  return parts.join(', ');
}
