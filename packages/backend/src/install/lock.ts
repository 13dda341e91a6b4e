import { mkdir } from 'node:fs/promises';
import lockfile from 'proper-lockfile';

/** Seconds without a sign of life after which the lock of a process that died is taken over. */
const STALE_SECONDS = 30;
const POLL_SECONDS = 1;
const MAX_WAIT_SECONDS = 30 * 60;

/** Runs `work` while holding the lock of `folder`, so that two processes never install into it at once. */
export async function withLock<T>(
  folder: string,
  work: () => Promise<T>,
  onMessage: (line: string) => void,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  if (await lockfile.check(folder, { stale: STALE_SECONDS * 1000 })) {
    onMessage(`waiting for another process that is installing into ${folder}`);
  }
  const release = await lockfile.lock(folder, {
    stale: STALE_SECONDS * 1000,
    update: (STALE_SECONDS * 1000) / 3,
    retries: { forever: false, retries: MAX_WAIT_SECONDS / POLL_SECONDS, factor: 1, minTimeout: POLL_SECONDS * 1000 },
    onCompromised: (error) => onMessage(`the lock of ${folder} was lost: ${error.message}`),
  });
  try {
    return await work();
  } finally {
    // A compromised lock is no longer ours to release; that was reported above.
    await release().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTACQUIRED' && error.code !== 'ERELEASED') throw error;
    });
  }
}
