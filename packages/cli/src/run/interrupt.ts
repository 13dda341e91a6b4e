import type { Runner } from '@mma/engine';

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
