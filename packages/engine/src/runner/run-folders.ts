import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { EngineError } from '../errors.js';
import { makeFolderSync } from '../files/make-folder.js';

/** Where a run writes: its work dir, and a folder of its own in it, named by the time it began. */
export interface RunFolders {
  workDir: string;
  logDir: string;
  timestamp: string;
}

/**
 * Makes the folders of a run that begins at the time that `timestamp` names.
 * @throws EngineError `MMA_RUN_WORK_DIR` when they cannot be made or written to.
 */
export function makeRunFolders(workDir: string, timestamp: string): RunFolders {
  const absolute = resolve(workDir);
  const logDir = join(absolute, timestamp);
  try {
    makeFolderSync(logDir);
    accessSync(absolute, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('MMA_RUN_WORK_DIR', `the work dir ${absolute} cannot be written to: ${reason}`, {
      hint: 'choose another folder with work_dir in the config or --work-dir',
      cause: error,
    });
  }
  return { workDir: absolute, logDir, timestamp };
}
