import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder that everything fetched or built goes to: `MMA_CACHE_DIR`, else `mma` in the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MMA_CACHE_DIR']) return resolve(env['MMA_CACHE_DIR']);
  if (env['XDG_CACHE_HOME']) return join(resolve(env['XDG_CACHE_HOME']), 'mma');
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'mma', 'cache');
  return join(homedir(), '.cache', 'mma');
}
