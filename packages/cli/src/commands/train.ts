import { inject, injectable, Runner } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { checkAmp } from '../run/amp.js';
import { runEagerly } from '../run/eager.js';
import { stoppable } from '../run/interrupt.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { showRun } from '../run/run-progress.js';
import { trainOverrides } from '../run/train-overrides.js';
import type { TrainOptions } from '../specs/train.js';

/** `mma train CONFIG` */
@injectable()
export class TrainCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: TrainOptions): Promise<undefined> {
    const given = await readConfig(name!, options.cfgOptions);
    if (options.amp) checkAmp(given);
    if (options.eager) runEagerly();
    const config = given.merge(trainOverrides(options));
    const runner = await Runner.fromConfig(config, {
      device: options.device,
      modules: COMPONENT_PACKAGES,
      console: false,
    });
    const hide = showRun(runner.events, this.terminal);
    try {
      await stoppable(runner, () => runner.train());
    } finally {
      hide();
    }
    return undefined;
  }
}
