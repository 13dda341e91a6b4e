import { expect, test } from 'vitest';
import { CUDA_WHEELS_LINUX_X64 } from './cuda-wheels.js';
import { describeSize, tagsOf } from './pinned-wheel.js';
import { PINNED_LIBRARIES, TENSORFLOW_VERSION } from './sources.js';

const libraries = Object.values(PINNED_LIBRARIES)
  .flatMap((platforms) => Object.values(platforms))
  .filter((library) => library !== undefined);
const wheels = libraries.flatMap((library) => library.wheels);

test('every wheel is pinned whole: its name is made of project, version and tags, its checksum is one', () => {
  for (const wheel of wheels) {
    expect(wheel.fileName.startsWith(`${wheel.project.replaceAll('-', '_')}-${wheel.version}-`)).toBe(true);
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(wheel.size).toBeGreaterThan(1e6);
    expect(tagsOf(wheel).platform).toMatch(/^manylinux.*_x86_64$/);
  }
  expect(new Set(wheels.map(({ sha256 }) => sha256)).size).toBe(wheels.length);
});

test('both builds are of one TensorFlow, and its wheel is the first', () => {
  for (const { wheels: own, space } of libraries) {
    expect(own[0]!.project).toMatch(/^tensorflow/);
    expect(own[0]!.version).toBe(TENSORFLOW_VERSION);
    expect(space).toBeGreaterThan(2 * own.reduce((sum, { size }) => sum + size, 0));
  }
});

/** `Requires-Dist` of TensorFlow 2.21's metadata for its extra `and-cuda`: at least, and less than. */
const AND_CUDA: Record<string, [string, string]> = {
  'nvidia-cublas-cu12': ['12.5.3.2', '13.0'],
  'nvidia-cuda-cupti-cu12': ['12.5.82', '13.0'],
  'nvidia-cuda-nvcc-cu12': ['12.5.82', '13.0'],
  'nvidia-cuda-nvrtc-cu12': ['12.5.82', '13.0'],
  'nvidia-cuda-runtime-cu12': ['12.5.82', '13.0'],
  'nvidia-cudnn-cu12': ['9.3.0.75', '10.0'],
  'nvidia-cufft-cu12': ['11.2.3.61', '12.0'],
  'nvidia-curand-cu12': ['10.3.6.82', '11.0'],
  'nvidia-cusolver-cu12': ['11.6.3.83', '12.0'],
  'nvidia-cusparse-cu12': ['12.5.1.3', '13.0'],
  'nvidia-nccl-cu12': ['2.27.7', '3.0'],
  'nvidia-nvjitlink-cu12': ['12.5.82', '13.0'],
};

const isBefore = (one: string, other: string): boolean => one.localeCompare(other, 'en', { numeric: true }) < 0;

test('with TensorFlow for GPUs comes what its extra `and-cuda` names, in versions that it allows', () => {
  expect(CUDA_WHEELS_LINUX_X64.map(({ project }) => project).sort()).toEqual(Object.keys(AND_CUDA));
  for (const { project, version } of CUDA_WHEELS_LINUX_X64) {
    const [least, beyond] = AND_CUDA[project]!;
    expect([project, isBefore(version, least), isBefore(version, beyond)]).toEqual([project, false, true]);
  }
  expect(describeSize(PINNED_LIBRARIES.gpu['linux-x64']!.wheels)).toBe('3.3 GB');
});

test('pip is told the tags of a wheel, of several platforms the first', () => {
  const fileName = 'nvidia_x-1.0-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl';
  expect(tagsOf({ fileName })).toEqual({ pythonVersion: '3', abi: 'none', platform: 'manylinux2014_x86_64' });
  const cpython = { fileName: 'tensorflow-2.0-cp313-cp313-manylinux_2_27_x86_64.whl' };
  expect(tagsOf(cpython)).toEqual({ pythonVersion: '313', abi: 'cp313', platform: 'manylinux_2_27_x86_64' });
  expect(() => tagsOf({ fileName: 'x.tar.gz' })).toThrow('no name of a wheel');
});
