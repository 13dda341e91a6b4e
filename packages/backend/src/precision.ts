import { isOnGpu } from './active-backend.js';
import { cpuFeatures } from './doctor/cpu.js';

/** The numbers in which convolutions and matrix products compute. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** Instruction sets with products of bfloat16 numbers. */
const BFLOAT16 = ['avx512_bf16', 'amx_bf16', 'bf16'];

type Answer = { can: true } | { can: false; why: string };

/** The numbers of half the size that the device computes in: what mixed precision means there. Needs the backend to be loaded. */
export const halfPrecision = (onGpu = isOnGpu()): Precision => (onGpu ? 'float16' : 'bfloat16');

/** Whether the device computes in `precision` faster than in float32, or why not. Needs the backend to be loaded. */
export function canComputeIn(
  precision: Precision,
  features: readonly string[] = cpuFeatures(),
  onGpu = isOnGpu(),
): Answer {
  if (precision === 'float32') return { can: true };
  if (onGpu) {
    if (precision === 'float16') return { can: true };
    return { can: false, why: 'on a GPU TensorFlow computes in float16, not in bfloat16' };
  }
  if (precision === 'float16') return { can: false, why: 'processors compute in bfloat16; float16 is for GPUs' };
  if (features.some((feature) => BFLOAT16.includes(feature))) return { can: true };
  return { can: false, why: `this CPU has no instructions for bfloat16 (${BFLOAT16.join(', ')})` };
}
