import { expect, test } from 'vitest';
import { type GpuTraces, noGpu, whyDevice } from './why-device.js';

const driver = { device: '/dev/nvidiactl', library: '/lib/libcuda.so.1', version: '550.54', models: ['H100'] };
const traces: GpuTraces = { driver, libraryDir: '/cache/lib', cudaLibraries: ['/cache/nvidia/a.so.1'], notLoaded: [] };
const without = { ...traces, driver: { ...driver, device: undefined } };

test('a device is explained; a GPU that lies idle is not passed over in silence', () => {
  expect(whyDevice('gpu', true, traces)).toBe('TensorFlow found a GPU, as asked');
  expect(whyDevice('cpu', false, traces)).toBe('TensorFlow on the CPU, as asked');
  expect(whyDevice('auto', true, traces)).toBe('TensorFlow found a GPU');
  expect(whyDevice('auto', false, without)).toBe('TensorFlow on the CPU: no GPU was found');
  const ofOthers = { ...traces, driver: { ...driver, device: '/dev/dxg', library: undefined } };
  expect(whyDevice('auto', false, ofOthers)).toBe('TensorFlow on the CPU: no GPU was found');
  expect(whyDevice('auto', false, traces)).toMatch(
    /on the CPU: there is NVIDIA's driver 550\.54 .*but TensorFlow sees no/,
  );
  expect(whyDevice('auto', false, { ...traces, cudaLibraries: [] })).toMatch(
    /H100, but TensorFlow for GPUs is not inst/,
  );
});

test('a GPU that was asked for and is not seen is an error that lists what was found', () => {
  const info = { tensorflowVersion: '2.21.0', devices: ['CPU:0'] };
  const notLoaded = ['liba.so.1: cannot open shared object file'];
  const error = noGpu(info, { ...traces, notLoaded }, { CUDA_VISIBLE_DEVICES: '-1' });
  expect(error.code).toBe('MMA_BACKEND_NO_GPU');
  for (const part of [
    '2.21.0 sees only CPU:0',
    '550.54',
    'libraries of CUDA: 1',
    'liba.so.1: cannot',
    'DEVICES is "-1"',
  ]) {
    expect(error.message).toContain(part);
  }
  expect(error.hint).toContain('TF_CPP_MIN_LOG_LEVEL=0');
  expect(noGpu(info, { ...traces, cudaLibraries: [] }, {}).message).toContain('no libraries of CUDA beside /cache/lib');
});
