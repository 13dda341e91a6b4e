import { cpuFeatures } from './doctor/cpu.js';

/** The numbers in which convolutions and matrix products compute. */
export type Precision = 'float32' | 'bfloat16';

/** Instruction sets with products of bfloat16 numbers. */
const BFLOAT16 = ['avx512_bf16', 'amx_bf16', 'bf16'];

/** Whether this CPU computes in `precision` faster than in float32, or why not. */
export function canComputeIn(
  precision: Precision,
  features: readonly string[] = cpuFeatures(),
): { can: true } | { can: false; why: string } {
  if (precision === 'float32' || features.some((feature) => BFLOAT16.includes(feature))) return { can: true };
  return { can: false, why: `this CPU has no instructions for bfloat16 (${BFLOAT16.join(', ')})` };
}
