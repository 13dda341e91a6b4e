import { isUserError } from '../errors.js';
import type { Terminal } from './terminal.js';

/** Exit codes by error code; any other error gives 1. 130 is that of a program ended by Ctrl-C (128 + SIGINT). */
const EXIT_CODES: Readonly<Record<string, number>> = {
  MMA_CLI_USAGE: 2,
  MMA_CLI_INTERRUPTED: 130,
  MMA_RUN_INTERRUPTED: 130,
};

/**
 * Prints what went wrong and returns the exit code. An error that a user can mend shows its message and hint;
 * any other is a defect of ours and says so, with its stack where it is asked for.
 */
export function reportError(error: unknown, terminal: Terminal, options: { verbose: boolean }): number {
  if (isUserError(error)) {
    terminal.error(`${terminal.style('red', 'error:')} ${error.message}`);
    if (error.hint) terminal.error(`${terminal.style('cyan', 'hint:')}  ${error.hint}`);
    if (options.verbose) terminal.error(error.stack ?? '');
    return EXIT_CODES[error.code] ?? 1;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [first, ...rest] = stack.split('\n');
  terminal.error(`${terminal.style('red', 'unexpected error:')} ${first}`);
  terminal.error(
    options.verbose
      ? rest.join('\n')
      : `${terminal.style('cyan', 'hint:')}  This is not something you did wrong. Run again with --verbose for the stack, and please report it.`,
  );
  return 1;
}
