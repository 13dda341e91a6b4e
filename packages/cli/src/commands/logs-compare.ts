import { inject, injectable } from '@mma/engine';
import { type RunSummary, readRunLog, summarize } from '@mma/visualization';
import type { Command } from '../command.js';
import { figure, seconds } from '../output/figures.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import type { LogsOptions } from '../specs/logs.js';

/** `mma logs compare RUN…` */
@injectable()
export class LogsCompareCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(paths: readonly string[], { json }: LogsOptions): Promise<undefined> {
    const summaries = paths.map((path) => summarize(readRunLog(path)));
    if (json) this.terminal.print(JSON.stringify(summaries, undefined, 2));
    else for (const line of tableOf(summaries)) this.terminal.print(line);
    return undefined;
  }
}

/** A row for each run; of metrics the best, each with the step that it is from. */
function tableOf(summaries: readonly RunSummary[]): string[] {
  const metrics = [...new Set(summaries.flatMap(({ best }) => Object.keys(best)))];
  const rows = [
    ['run', 'epochs', 'iterations', 'loss', 'time', ...metrics],
    ...summaries.map(({ name, epochs, iterations, loss, secondsPerIteration, best }) => [
      name,
      String(epochs),
      String(iterations),
      loss === null ? '' : figure(loss.last),
      secondsPerIteration === null ? '' : seconds(secondsPerIteration),
      ...metrics.map((metric) =>
        best[metric] === undefined ? '' : `${figure(best[metric].value)} @${best[metric].step}`,
      ),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  '),
  );
}
