import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { RunStore } from '../dashboard/runs/run-store.js';
import { createDashboard } from '../dashboard/server.js';
import { CliError } from '../errors.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import type { DashboardCommandOptions } from '../specs/dashboard.js';
import { listenUntilStopped } from '../web/listen.js';

/** `mma dashboard WORK_DIR…` */
@injectable()
export class DashboardCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(paths: readonly string[], { host, port }: DashboardCommandOptions): Promise<undefined> {
    const roots = await Promise.all([...new Set(paths)].map(folderOf));
    const log = (line: string) => this.terminal.error(line);
    log(`reading the runs in ${paths.join(', ')}`);
    const store = new RunStore(roots);
    await store.open();
    try {
      const app = await createDashboard({ store, host, log });
      const { length } = store.summaries;
      await listenUntilStopped(app, {
        host,
        port,
        onReady: (address) => {
          this.terminal.print(`showing ${length === 1 ? '1 run' : `${length} runs`} on ${address}`);
          for (const notice of store.notices) log(notice);
          if (length === 0)
            log(`there are no runs in ${roots.join(', ')} yet; they appear as \`mma train\` writes them`);
          log('Ctrl-C ends it');
        },
      });
    } finally {
      await store.close();
    }
    return undefined;
  }
}

/** @throws CliError `MMA_CLI_WORK_DIR` where there is no such folder */
async function folderOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return resolve(path);
  if (found?.isFile() && basename(path) === 'scalars.json') return dirname(resolve(path));
  throw new CliError(
    'MMA_CLI_WORK_DIR',
    found === undefined ? `There is no folder ${path}.` : `${path} is no folder.`,
    {
      hint: 'Name a work dir of `mma train` or a folder that work dirs are in, such as work_dirs.',
    },
  );
}
