import { evaluateOffline, inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
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
    return undefined;
  }
}
