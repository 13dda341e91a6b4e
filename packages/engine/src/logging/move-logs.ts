import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { writeError } from '../checkpoint/write-error.js';
import type { RunInfo } from '../hooks/hook-context.js';
import type { Logger } from './logger.js';

/**
 * Puts a finished run's files of certain endings into `outDir/<name of the work dir>/<timestamp>`.
 *
 * @throws EngineError `MMA_RUN_WRITE`, after which everything is still where it was
 */
export async function moveLogs(
  { workDir, logDir, timestamp }: Readonly<RunInfo>,
  { outDir, endings, keepLocal, logger }: MoveLogsOptions,
): Promise<void> {
  const target = join(outDir, basename(workDir), timestamp);
  const entries = await readdir(logDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name));
  try {
    await mkdir(target, { recursive: true });
    for (const file of files) await cp(file, join(target, relative(logDir, file)));
  } catch (error) {
    throw writeError(target, error);
  }
  logger.info(`The logs are in ${target}${keepLocal ? ', too' : ''}`);
  if (!keepLocal) for (const file of files) await rm(file);
}

interface MoveLogsOptions {
  outDir: string;
  endings: readonly string[];
  keepLocal: boolean;
  logger: Logger;
}
