import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The checkpoint that `last_checkpoint` of a work dir names, wherever the folder has moved; undefined when there is none. */
export function findLatestCheckpoint(workDir: string): string | undefined {
  const note = join(workDir, 'last_checkpoint');
  if (!existsSync(note)) return undefined;
  const named = readFileSync(note, 'utf8').trim();
  return [join(workDir, basename(named)), named].find((path) => existsSync(path));
}
