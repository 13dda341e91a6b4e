import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** The instruction sets that decide how fast TensorFlow is, as Linux spells them. */
const RELEVANT = ['sse4_2', 'avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_bf16', 'asimd', 'bf16'];

/** Instruction sets of the CPU; empty where the system does not list them in `/proc/cpuinfo`. */
export function cpuFeatures(readInfo = () => readFileSync('/proc/cpuinfo', 'utf8')): string[] {
  if (process.platform !== 'linux') return [];
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readInfo());
  const present = new Set(line?.[1]?.split(' '));
  return RELEVANT.filter((feature) => present.has(feature));
}

export function describeCpu(): { model: string; threads: number; features: string[] } {
  return { model: cpus()[0]?.model ?? process.arch, threads: availableParallelism(), features: cpuFeatures() };
}
