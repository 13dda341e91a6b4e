import { inject, injectable } from '@mma/engine';
import { logChart, readRunLog, renderChart, textChart } from '@mma/visualization';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
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
    await writeFileSafely(out, await renderChart(chart, out));
    this.terminal.error(`wrote ${out}`);
    return undefined;
  }
}
