import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Run } from './run.js';

/** A checkpoint's file, and what the log says of it. */
export interface CheckpointFile {
  file: string;
  name: string;
  kind: 'best' | 'regular';
  metric: string | null;
  score: number | null;
  unit: 'epoch' | 'iter' | null;
  step: number | null;
  /** Bytes. */
  size: number;
  /** Seconds since 1970. */
  modified: number;
  /** Whether `--resume` goes on from it. */
  isLast: boolean;
}

/**
 * The checkpoints of a run, the best first, then the newest. A work dir's files belong to the latest run whose log tells of
 * them; those that no log tells of, to the latest that was training.
 *
 * @param all the runs of its work dir, oldest first
 */
export async function checkpointsOf(run: Run, all: readonly Run[]): Promise<CheckpointFile[]> {
  const last = await readFile(join(run.workDir, 'last_checkpoint'), 'utf8').catch(() => '');
  const named = run.sessions.flatMap(({ facts }) => facts.checkpointDir ?? []);
  // Logs of work dirs that were moved name folders of before.
  const folders = new Set([run.workDir, ...named, ...(last === '' ? [] : [dirname(last.trim())])]);
  const training = all.filter(({ train }) => train.rows > 0);
  const found = new Map<string, CheckpointFile>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!/^[^.].*\.(?:pth|pt|safetensors)$/.test(name) || found.has(name)) continue;
      if ((training.findLast((other) => tellsOf(other, name)) ?? training.at(-1)) !== run) continue;
      const file = await fileOf(join(folder, name), run);
      if (file !== undefined) found.set(name, { ...file, isLast: basename(last.trim()) === name });
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      Number(b.kind === 'best') - Number(a.kind === 'best') || b.modified - a.modified || (b.step ?? 0) - (a.step ?? 0),
  );
}

function tellsOf({ sessions }: Run, name: string): boolean {
  return sessions.some(({ facts }) => facts.best.has(name) || facts.saved.has(name));
}

async function fileOf(file: string, { sessions }: Run): Promise<Omit<CheckpointFile, 'isLast'> | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  const name = basename(file);
  const told = sessions.map(({ facts }) => facts.best.get(name)).findLast((best) => best !== undefined);
  const [, metric, unit, step] = /^(?:best_(.+)_)?(epoch|iter)_(\d+)\.\w+$/.exec(name) ?? [];
  return {
    file,
    name,
    kind: name.startsWith('best_') ? 'best' : 'regular',
    metric: told?.metric ?? metric ?? null,
    score: told?.score ?? null,
    unit: told?.unit ?? (unit as 'epoch' | 'iter' | undefined) ?? null,
    step: told?.step ?? (step === undefined ? null : Number(step)),
    size: found.size,
    modified: found.mtimeMs / 1000,
  };
}
