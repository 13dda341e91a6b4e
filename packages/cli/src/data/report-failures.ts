import type { VideoProblem } from '@mma/action-datasets';
import type { Terminal } from '../output/terminal.js';

/** Says which files failed and why. @returns the exit code: 1 where any did */
export function reportFailures(
  results: readonly { path: string; problem?: VideoProblem }[],
  terminal: Terminal,
): 0 | 1 {
  const failed = results.filter(({ problem }) => problem !== undefined);
  for (const { path, problem } of failed)
    terminal.error(`${terminal.style('red', 'failed')} ${path}: ${problem!.message}`);
  return failed.length === 0 ? 0 : 1;
}
