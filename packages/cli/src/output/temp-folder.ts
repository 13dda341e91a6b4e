import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs `work` with a new folder for temporary files, which is gone afterwards, also when the program is told to end meanwhile.
 *
 * Where somebody else listens to the signal (training, which saves first), the end is theirs to decide.
 *
 * @param options.prefix what its name begins with
 */
export async function withTempFolder<T>(
  work: (folder: string) => Promise<T>,
  { prefix = 'mma-' }: { prefix?: string } = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const onSignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) === 1) process.exit(SIGNALS[signal as keyof typeof SIGNALS]);
  };
  process.on('exit', remove);
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  try {
    return await work(folder);
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
    process.off('exit', remove);
    await rm(folder, { recursive: true, force: true });
  }
}
