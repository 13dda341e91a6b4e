import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withTempFolder } from '../output/temp-folder.js';

/** mma-serve-MACHINE-PROCESS-RANDOM */
const NAME = /^mma-serve-([0-9a-f]{8})-(\d+)-[A-Za-z0-9]{6}$/;

/**
 * Runs `work` with a new folder for uploads, which is gone afterwards. A server that is killed cannot do that for its own: the next one
 * does it, if it can tell that no process has the folder any more.
 *
 * @param onRemoved called with how many folders of killed servers there were, if any
 */
export async function withUploadFolder<T>(
  work: (folder: string) => Promise<T>,
  onRemoved: (count: number) => void = () => {},
): Promise<T> {
  const removed = await removeOrphans();
  if (removed > 0) onRemoved(removed);
  return withTempFolder(work, { prefix: `mma-serve-${machine()}-${process.pid}-` });
}

/** @returns how many folders of ended servers have been removed */
async function removeOrphans(): Promise<number> {
  let removed = 0;
  for (const name of await readdir(tmpdir())) {
    const [, owner, pid] = NAME.exec(name) ?? [];
    if (owner !== machine() || isRunning(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    if (!(await isOurs(folder))) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** The folder for temporary files is everybody's: what others have put there under such a name stays. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}

/** Where a process's number means something: this machine and, in a container, its own numbering. */
function machine(): string {
  const numbering = process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '';
  return createHash('sha256').update(`${hostname()} ${numbering}`).digest('hex').slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Anything else than that there is none, such as a process of another user, means that there is one.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
