import { inject, injectable } from '@mma/engine';
import { type RunSummary, readRunLog, summarize } from '@mma/visualization';
import type { Command } from '../command.js';
import { figure, seconds, share } from '../output/figures.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import type { LogsOptions } from '../specs/logs.js';

/** `mma logs summary RUN…` */
@injectable()
export class LogsSummaryCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(paths: readonly string[], { json }: LogsOptions): Promise<undefined> {
    const summaries = paths.map((path) => summarize(readRunLog(path)));
    if (json) this.terminal.print(JSON.stringify(summaries, undefined, 2));
    else this.terminal.print(summaries.map((summary) => linesOf(summary).join('\n')).join('\n\n'));
    return undefined;
  }
}

function linesOf({ name, epochs, iterations, loss, lr, best, last, memory, eta, ...time }: RunSummary): string[] {
  const rows: [string, string | undefined][] = [
    ['done', `${epochs === 0 ? '' : `${epochs} epochs, `}${iterations} iterations`],
    ['left', eta === null || /^0:00:00$/.test(eta) ? undefined : eta],
    ['loss', loss === null ? undefined : `${figure(loss.first)} → ${figure(loss.last)}, lowest ${figure(loss.lowest)}`],
    [
      'lr',
      lr === null
        ? undefined
        : lr.lowest === lr.highest
          ? figure(lr.lowest)
          : `${figure(lr.lowest)} to ${figure(lr.highest)}`,
    ],
    [
      'time',
      time.secondsPerIteration === null
        ? undefined
        : `${seconds(time.secondsPerIteration)} an iteration${time.dataShare === null ? '' : `, ${share(time.dataShare)} of it waiting for data`}`,
    ],
    ['memory', memory === null ? undefined : `${memory} MiB`],
    ...Object.entries(best).map(([metric, { value, step }]): [string, string] => [
      metric,
      `best ${figure(value)} (step ${step}), last ${figure(last[metric]!)}`,
    ]),
  ];
  const shown = rows.filter(([, text]) => text !== undefined);
  const width = Math.max(...shown.map(([label]) => label.length));
  return [name, ...shown.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`)];
}
