import { expect, test } from 'vitest';
import { threadCount, wantedDevice } from './device.js';
import type { Precision } from './precision.js';
import { encodeFunctionConfig, encodeSessionConfig } from './session-config.js';

test('MMA_DEVICE decides where nothing else was asked for', () => {
  expect(wantedDevice(undefined, {})).toBe('auto');
  expect(wantedDevice('auto', { MMA_DEVICE: 'cpu' })).toBe('cpu');
  expect(wantedDevice('gpu', { MMA_DEVICE: 'cpu' })).toBe('gpu');
});

test('a device or a thread count that makes no sense is an error', () => {
  expect(() => wantedDevice('auto', { MMA_DEVICE: 'tpu' })).toThrow(/"tpu".*auto, cpu, gpu/);
  expect(() => threadCount({ MMA_NUM_THREADS: '0' })).toThrow(/positive whole number/);
  expect(threadCount({ MMA_NUM_THREADS: '3' })).toBe(3);
});

test('the session configuration is the protocol buffer that TensorFlow expects', () => {
  const hex = (gpu: boolean) => Buffer.from(encodeSessionConfig({ threads: 300, gpu })).toString('hex');
  expect(hex(true)).toBe(['10ac02', '2801', '32022001', '3801'].join(''));
  expect(hex(false)).toBe(['0a07', '0a03475055', '1000', hex(true)].join(''));
});

test('so is that of a function, in each precision', () => {
  const hex = (precision: Precision) => Buffer.from(encodeFunctionConfig(precision)).toString('hex');
  const common = ['2001', '4802', '6001', '6802', 'b00102'].join('');
  expect(hex('float32')).toBe(['5210', '520e', common, '800201'].join(''));
  expect(hex('bfloat16')).toBe(['5213', '5211', common, 'f80101', '800201'].join(''));
  expect(hex('float16')).toBe(['5213', '5211', common, 'b80101', '800201'].join(''));
});
