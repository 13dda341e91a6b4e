import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** `.<name>.<process>.<random>.tmp`: a file being written, or one whose writer was killed. */
const BESIDE = /^\..+\.(\d+)\.[0-9a-f]{8}\.(?:tmp|pth)$/;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Deletes half-written files that killed processes have left in a folder. Call while this process writes nothing there.
 * A file of another living process is left alone for a day: its number may have been given to a stranger.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = BESIDE.exec(name)?.[1];
    if (writer === undefined) continue;
    const file = join(folder, name);
    if (Number(writer) === process.pid || !isAlive(Number(writer)) || (await isOld(file))) {
      await rm(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return found !== undefined && Date.now() - found.mtimeMs > DAY;
}
