import { extname } from 'node:path';
import type { Config } from '@mma/config';
import { inject, injectable, type ScheduleTrace, traceSchedules } from '@mma/engine';
import { renderChart, textChart } from '@mma/visualization';
import type { Command } from '../command.js';
import { CliError, isUserError } from '../errors.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
import { readConfig } from '../run/read-config.js';
import { scheduleChart } from '../run/schedule-chart.js';
import type { VisSchedulerOptions } from '../specs/vis-scheduler.js';

/** `mma vis-scheduler CONFIG` */
@injectable()
export class VisSchedulerCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: VisSchedulerOptions): Promise<undefined> {
    const { parameter, out } = options;
    const config = await readConfig(name!, options.cfgOptions);
    const trace = await traced(config, options);
    this.describe(trace);
    if (out !== undefined && extname(out).toLowerCase() === '.json') {
      await writeFileSafely(out, `${JSON.stringify({ parameter, ...trace }, undefined, 1)}\n`);
    } else {
      const chart = scheduleChart(trace, { parameter, title: options.title ?? `${config.name}: ${parameter}` });
      if (out === undefined) {
        for (const panel of chart.panels) this.terminal.print(textChart(panel).join('\n'));
        this.terminal.print(lengthText(trace));
        return undefined;
      }
      await writeFileSafely(out, await renderChart(chart, out));
    }
    this.terminal.error(`wrote ${out}`);
    return undefined;
  }

  private describe({ datasetSize, batchSize, iterationsPerEpoch, lines, notes }: ScheduleTrace): void {
    this.terminal.error(
      `${datasetSize} samples in batches of ${batchSize}: ${iterationsPerEpoch} iterations an epoch; ` +
        `${lines.length} ${lines.length === 1 ? 'line' : 'different lines'} of the parameter groups`,
    );
    for (const note of notes.filter((line) => line.startsWith('LR is set'))) this.terminal.error(note);
  }
}

async function traced(config: Config, { parameter, datasetSize }: VisSchedulerOptions): Promise<ScheduleTrace> {
  try {
    return await traceSchedules(config, { parameter, ...(datasetSize === undefined ? {} : { datasetSize }) });
  } catch (error) {
    const isOfData = isUserError(error) && String(error.code).startsWith('MMA_DATA_');
    if (!isOfData || datasetSize !== undefined) throw error;
    throw new CliError('MMA_CLI_INPUT', `the training set cannot be counted: ${error.message}`, {
      hint: 'say how many samples it has: -d 240000',
      cause: error,
    });
  }
}

function lengthText({ countsEpochs, maxEpochs, maxIters }: ScheduleTrace): string {
  return countsEpochs ? `${maxIters} iterations, ${maxEpochs} epochs` : `${maxIters} iterations`;
}
