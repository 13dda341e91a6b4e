import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a script of `bench/rivals/` to its end, with `MMA_BENCH_PYTHON`, else python3.
 * @returns the last line it prints; undefined where Python lacks what the script imports
 */
export function runRival(script: string, args: readonly string[]): string | undefined {
  const path = fileURLToPath(new URL(`../rivals/${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.env['MMA_BENCH_PYTHON'] || 'python3', [path, ...args], {
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trimEnd().split('\n').at(-1);
  if (status === null || /ModuleNotFoundError/.test(stderr)) return undefined;
  throw new Error(`${script} failed:\n${stderr}`);
}
