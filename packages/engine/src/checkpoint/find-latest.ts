import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isUserError } from '../errors.js';
import { readProgress, type SavedProgress } from './read-progress.js';

/** The checkpoint to go on from, and what is wrong with those that would have come first. */
export interface LatestCheckpoint {
  file?: string;
  warnings: string[];
}

/**
 * The checkpoint that `last_checkpoint` of a work dir names, wherever the folder has moved; where that says nothing of use
 * (it is missing, torn, or names a damaged file), the one that has come furthest among those that can be resumed from.
 */
export async function findLatestCheckpoint(workDir: string): Promise<LatestCheckpoint> {
  const warnings: string[] = [];
  const named = namedBy(join(workDir, 'last_checkpoint'));
  const file = named === undefined ? undefined : [join(workDir, basename(named)), named].find(existsSync);
  if (file !== undefined && (await progressOf(file, warnings)) !== undefined) return { file, warnings };

  let best: { file: string; progress: SavedProgress } | undefined;
  for (const candidate of candidates(workDir, named)) {
    if (candidate === file) continue;
    const progress = await progressOf(candidate, warnings);
    if (progress === undefined || !progress.hasOptimizer) continue;
    if (best === undefined || isFurther(progress, best.progress)) best = { file: candidate, progress };
  }
  if (best === undefined) return { warnings };
  warnings.push(`last_checkpoint names no checkpoint that can be read: going on from ${best.file}, the latest found.`);
  return { file: best.file, warnings };
}

function namedBy(note: string): string | undefined {
  if (!existsSync(note)) return undefined;
  const named = readFileSync(note, 'utf8').trim();
  // A file system may bring a torn file back as zeros.
  return named === '' || named.includes('\0') ? undefined : named;
}

function candidates(workDir: string, named: string | undefined): string[] {
  const folders = new Set([workDir, ...(named === undefined ? [] : [dirname(named)])]);
  return [...folders]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.pth') && !basename(path).startsWith('.'));
}

async function progressOf(file: string, warnings: string[]): Promise<SavedProgress | undefined> {
  try {
    return await readProgress(file);
  } catch (error) {
    if (!isUserError(error)) throw error;
    warnings.push(`${basename(file)} cannot be resumed from: ${error.message}`);
    return undefined;
  }
}

function isFurther(one: SavedProgress, other: SavedProgress): boolean {
  return one.iter === other.iter ? one.epoch > other.epoch : one.iter > other.iter;
}
