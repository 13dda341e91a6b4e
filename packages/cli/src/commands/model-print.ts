import { inject, injectable } from '@mma/engine';
import { printModule } from '@mma/nn';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { buildModel } from '../run/build-model.js';
import type { ModelPrintOptions } from '../specs/model-print.js';

/** `mma model print CONFIG` */
@injectable()
export class ModelPrintCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], { cfgOptions }: ModelPrintOptions): Promise<undefined> {
    const { model } = await buildModel(name!, { cfgOptions, terminal: this.terminal });
    this.terminal.print(printModule(model));
    return undefined;
  }
}
