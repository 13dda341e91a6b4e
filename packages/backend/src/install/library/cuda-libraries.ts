import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * What TensorFlow opens by its bare name when it starts, and what those need of each other; none needs one that comes later. The
 * other parts of cuDNN are opened by cuDNN itself, from its own folder.
 */
const IN_ORDER = [
  'cudart',
  'nvrtc',
  'nvJitLink',
  'cublasLt',
  'cublas',
  'cufft',
  'curand',
  'cusparse',
  'cusolver',
  'cupti',
  'nccl',
  'cudnn',
];

const NAME = /^lib(\w+)\.so\.\d+$/;

/** The files of `folder`; none where it does not exist. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return [];
    throw error;
  }
}

/**
 * NVIDIA's libraries beside TensorFlow's folder, `nvidia/<part>/lib`, as Python's wheels lay them out and as our installer does.
 * @returns paths in the order in which they can be loaded
 */
export function findCudaLibraries(libraryDir: string): string[] {
  const root = resolve(libraryDir, '..', 'nvidia');
  const files = list(root).flatMap((part) =>
    list(join(root, part, 'lib')).map((name) => join(root, part, 'lib', name)),
  );
  const found = files.map((file) => ({
    file,
    rank: IN_ORDER.indexOf(NAME.exec(file.slice(file.lastIndexOf('/') + 1))?.[1] ?? ''),
  }));
  return found
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ file }) => file);
}
