import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inject, injectable } from '@mma/engine';
import { logChart, readRunLog, renderChart, textChart } from '@mma/visualization';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import type { LogsOptions } from '../specs/logs.js';

/** `mma logs plot RUN…` */
@injectable()
export class LogsPlotCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(paths: readonly string[], { keys, out, title }: LogsOptions): Promise<undefined> {
    const runs = paths.map((path) => readRunLog(path));
    const chart = logChart(runs, {
      ...(keys === undefined ? {} : { keys }),
      ...(title === undefined ? {} : { title }),
    });
    if (out === undefined) {
      for (const panel of chart.panels) this.terminal.print(`${textChart(panel).join('\n')}\n`);
      return undefined;
    }
    const picture = await renderChart(chart, out);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(`${out}.tmp`, picture);
    await rename(`${out}.tmp`, out);
    this.terminal.error(`wrote ${out}`);
    return undefined;
  }
}
