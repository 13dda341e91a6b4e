import type { Binding } from '../binding.js';
import { cpuFeatures } from '../doctor/cpu.js';
import { opDefinitions } from './op-definitions.js';
import { PACKED_OP } from './pack-filters.js';

/** CPUs on which TensorFlow uses oneDNN unless the environment says otherwise. */
const ONE_DNN = ['avx512_vnni', 'avx512_bf16', 'amx_bf16'];

/** Whether convolutions go through oneDNN here, in a library that has its fused convolution. */
export function canPack(binding: Binding, env = process.env, features: readonly string[] = cpuFeatures()): boolean {
  if (binding.isUsingGpuDevice() || !opDefinitions(binding).has(PACKED_OP)) return false;
  const wanted = env['TF_ENABLE_ONEDNN_OPTS'];
  if (wanted !== undefined) return wanted === '1' || wanted === 'true';
  return features.some((feature) => ONE_DNN.includes(feature));
}
