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

test("with TensorFlow for GPUs come all that its extra `and-cuda` names, within that extra's ranges", () => {
  const parts = [
    'cublas',
    'cuda-cupti',
    'cuda-nvcc',
    'cuda-nvrtc',
    'cuda-runtime',
    'cudnn',
    'cufft',
    'curand',
    'cusolver',
  ];
  const projects = [...parts, 'cusparse', 'nccl', 'nvjitlink'].map((part) => `nvidia-${part}-cu12`);
  expect(CUDA_WHEELS_LINUX_X64.map(({ project }) => project).sort()).toEqual(projects);
  expect(CUDA_WHEELS_LINUX_X64.find(({ project }) => project.includes('cublas'))?.version).toMatch(/^12\./);
  expect(CUDA_WHEELS_LINUX_X64.find(({ project }) => project.includes('cudnn'))?.version).toMatch(/^9\./);
  expect(describeSize(PINNED_LIBRARIES.gpu['linux-x64']!.wheels)).toBe('3.3 GB');
});

test('pip is told the tags of a wheel, of several platforms the first', () => {
  const fileName = 'nvidia_x-1.0-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl';
  expect(tagsOf({ fileName })).toEqual({ pythonVersion: '3', abi: 'none', platform: 'manylinux2014_x86_64' });
  const cpython = { fileName: 'tensorflow-2.0-cp313-cp313-manylinux_2_27_x86_64.whl' };
  expect(tagsOf(cpython)).toEqual({ pythonVersion: '313', abi: 'cp313', platform: 'manylinux_2_27_x86_64' });
  expect(() => tagsOf({ fileName: 'x.tar.gz' })).toThrow('no name of a wheel');
});
