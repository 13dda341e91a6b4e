import type { Runner } from '@mma/engine';
import { CliError } from '../errors.js';

/**
 * Runs `work`; Ctrl-C and SIGTERM ask the runner to stop where nothing is half done, a second one leaves at once.
 */
export async function stoppable<T>(runner: Pick<Runner, 'stop'>, work: () => Promise<T>): Promise<T> {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(130);
    asked = true;
    runner.stop(signal === 'SIGINT' ? 'Ctrl-C' : signal);
    process.stderr.write('\nstopping after this step; Ctrl-C again leaves at once\n');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** Runs `work` with a signal that Ctrl-C and SIGTERM abort (reason: CliError `MMA_CLI_INTERRUPTED`); a second one leaves at once. */
export async function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(130);
    const name = signal === 'SIGINT' ? 'Ctrl-C' : signal;
    stop.abort(new CliError('MMA_CLI_INTERRUPTED', `${name} has ended this before it was done.`));
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
