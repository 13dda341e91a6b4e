import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Finished, follow, PROGRAM, plainEnv } from './run-mma.js';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Clone {
  folder: string;
  path(...parts: string[]): string;
  /** Runs a command line as a shell does, `pnpm mma …` among them. */
  shell(command: string, env?: NodeJS.ProcessEnv): Promise<Finished>;
  remove(): Promise<void>;
}

/** What a user has before the first command of the guide: a clone of the repository, less what no command looks at. */
export async function makeClone(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'mma-clone-'));
  const path = (...parts: string[]) => join(folder, ...parts);
  await cp(join(REPOSITORY, 'configs'), path('configs'), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules'), path('node_modules'));
  // pnpm itself would look for changed sources and build them first, which a test run has done.
  await mkdir(path('bin'));
  const script = `#!/bin/sh\n[ "$1" = mma ] && shift && exec '${process.execPath}' --single-threaded-gc '${PROGRAM}' "$@"\n`;
  await writeFile(path('bin', 'pnpm'), script, { mode: 0o755 });
  const inherited = plainEnv();
  return {
    folder,
    path,
    shell: (command, env = {}) => {
      const search = `${path('bin')}:${inherited['PATH']}`;
      return follow(spawn('sh', ['-c', command], { cwd: folder, env: { ...inherited, PATH: search, ...env } }))
        .finished;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
