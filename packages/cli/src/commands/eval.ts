import { argmax, classFigures, classTable, countConfusion } from '@mma/action-datasets';
import { evaluateOffline, inject, injectable, readResults } from '@mma/engine';
import type { Command } from '../command.js';
import { readLabels } from '../inference/labels.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { readConfig } from '../run/read-config.js';
import type { EvalOptions } from '../specs/eval.js';

/** `mma eval CONFIG RESULTS` */
@injectable()
export class EvalCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, file]: readonly string[], options: EvalOptions): Promise<undefined> {
    const config = await readConfig(name!, options.cfgOptions);
    const metrics = await evaluateOffline(config, file!);
    if (options.json) this.terminal.print(JSON.stringify(metrics));
    else for (const [key, value] of Object.entries(metrics)) this.terminal.print(`${key}: ${value.toFixed(4)}`);
    if (options.perClass) this.terminal.print(`\n${await perClass(file!, options.labelFile)}`);
    return undefined;
  }
}

/** Precision, recall and F1 of each class, over the samples with one label. */
async function perClass(file: string, labelFile: string | undefined): Promise<string> {
  const samples = (await readResults(file)).filter(({ gtLabel, predScore }) => gtLabel?.length === 1 && predScore);
  const classes = Math.max(0, ...samples.map(({ predScore }) => predScore!.length));
  const names = labelFile === undefined ? [] : await readLabels(labelFile, classes);
  const predicted = samples.map(({ predScore }) => argmax(predScore!));
  const labels = samples.map(({ gtLabel }) => gtLabel![0]!);
  return classTable(classFigures(countConfusion(predicted, labels, classes)), names);
}
