import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { DeviceInfo } from './device.js';
import { tf } from './tf.js';

const require = createRequire(import.meta.url);

/** Makes tfjs's WebAssembly backend the active one. It computes forward passes only: see `canTrain`. */
export async function startWasm(why: string): Promise<DeviceInfo> {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(entry)}/`);
  await tf.setBackend('wasm');
  return { device: 'wasm', why, tensorflowVersion: tf.version.tfjs, threads: 1, canTrain: false, devices: [] };
}
