import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findLibrary } from './library/library.js';
import { unpackWheel } from './unpack.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(folder.length + 1)).sort();
}

test('of a wheel, only the libraries and the headers of the C API are unpacked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mma-unpack-'));
  await unpackWheel(fixture('tiny.whl'), folder);
  expect(await filesOf(folder)).toEqual([
    'include/tensorflow/c/c_api.h',
    'include/tensorflow/c/eager/c_api.h',
    'lib/libtensorflow_cc.so.2',
    'lib/libtensorflow_framework.so.2',
  ]);
  expect(await readFile(join(folder, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('library');
  expect(findLibrary(folder)).toBeDefined();
  await rm(folder, { recursive: true });
});

test("NVIDIA's libraries keep their places beside TensorFlow's, with the programs and bitcode that XLA looks for", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mma-unpack-'));
  await unpackWheel(fixture('tiny-gpu.whl'), folder);
  expect(await filesOf(folder)).toEqual([
    'include/tensorflow/c/c_api.h',
    'lib/cuda/nvvm/libdevice/libdevice.10.bc',
    'lib/libtensorflow_cc.so.2',
    'lib/libtensorflow_framework.so.2',
    'nvidia/cublas/lib/libcublas.so.12',
    'nvidia/cublas/lib/libcublasLt.so.12',
    'nvidia/cublas/lib/libnvblas.so.12',
    'nvidia/cuda_nvcc/bin/ptxas',
    'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
    'nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9',
    'nvidia/cuda_runtime/lib/libcudart.so.12',
    'nvidia/cudnn/lib/libcudnn.so.9',
    'nvidia/cudnn/lib/libcudnn_graph.so.9',
  ]);
  expect((await stat(join(folder, 'nvidia/cuda_nvcc/bin/ptxas'))).mode & 0o111).toBe(0o111);
  await rm(folder, { recursive: true });
});

test('a file that is no archive is an error', async () => {
  await expect(unpackWheel(fileURLToPath(import.meta.url), tmpdir())).rejects.toThrow();
});
