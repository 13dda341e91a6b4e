import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Lets Node keep what it has compiled of the program's files for the next start, which takes a fifth less processor time then. In a folder
 * of the user's own: Node's choice, the one for temporary files, may be open to others. Where it cannot be written Node goes on without.
 */
export function keepCompiledCode(env = process.env): void {
  const { MMA_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = env;
  const cache = MMA_CACHE_DIR
    ? resolve(MMA_CACHE_DIR)
    : join(resolve(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache')), 'mma');
  enableCompileCache(join(cache, 'compiled'));
}
