import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SessionPlace } from './session.js';

/** Folders that are looked into; a whole disk is nobody's work dir. */
const MOST_FOLDERS = 5000;
const DEEPEST = 6;
const TIMESTAMP = /^\d{8}_\d{6}$/;
const SKIPPED = new Set(['node_modules', 'vis_data', '__pycache__', 'wandb', 'mlruns']);

export interface FoundSessions {
  places: SessionPlace[];
  /** Whether some folders were left out because there are too many. */
  isCutOff: boolean;
  /** Folders that could not be read, with the reason. */
  unreadable: string[];
}

/**
 * Finds the sessions of runs in work dirs, in folders of work dirs, or in what is named itself: `<work dir>/<timestamp>`, its `vis_data`, or a
 * folder with a `scalars.json`. Links to folders are followed, each folder once.
 */
export async function findSessions(roots: readonly string[]): Promise<FoundSessions> {
  const found = new Map<string, SessionPlace>();
  const seen = new Set<string>();
  const unreadable: string[] = [];
  let isCutOff = false;

  const look = async (folder: string, depth: number): Promise<void> => {
    if (seen.size >= MOST_FOLDERS) {
      isCutOff = true;
      return;
    }
    try {
      const real = await realpath(folder);
      if (seen.has(real)) return;
      seen.add(real);
      const place = sessionAt(folder);
      if (place !== undefined) {
        found.set(real, place);
        return;
      }
      if (depth === DEEPEST) return;
      for (const name of await subfolders(folder)) await look(join(folder, name), depth + 1);
    } catch (error) {
      // Folders come and go while they are looked at.
      const { code, message } = error as NodeJS.ErrnoException;
      if (depth === 0 || (code !== 'ENOENT' && code !== 'ENOTDIR')) unreadable.push(message);
    }
  };

  for (const root of roots) await look(basename(root) === 'vis_data' ? dirname(root) : root, 0);
  return { places: [...found.values()], isCutOff, unreadable };
}

function sessionAt(folder: string): SessionPlace | undefined {
  const name = basename(folder);
  const own = join(folder, 'scalars.json');
  const inVisData = join(folder, 'vis_data', 'scalars.json');
  const log = join(folder, `${name}.log`);
  if (TIMESTAMP.test(name)) {
    if (existsSync(join(folder, 'vis_data')) || existsSync(log)) {
      return { workDir: dirname(folder), dir: folder, scalars: inVisData, log };
    }
  } else if (existsSync(own) || existsSync(inVisData)) {
    return { workDir: folder, dir: folder, scalars: existsSync(own) ? own : inVisData, log };
  }
  return undefined;
}

async function subfolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(folder, entry.name))))) {
      names.push(entry.name);
    }
  }
  return names.sort();
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
