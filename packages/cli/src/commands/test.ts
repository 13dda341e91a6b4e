import { inject, injectable, Runner } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { stoppable } from '../run/interrupt.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { showRun } from '../run/run-progress.js';
import type { TestOptions } from '../specs/test.js';

/** `mma test CONFIG CHECKPOINT` */
@injectable()
export class TestCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, checkpoint]: readonly string[], options: TestOptions): Promise<undefined> {
    const config = await readConfig(name!, options.cfgOptions);
    const runner = await Runner.fromConfig(config, {
      ...(options.workDir === undefined ? {} : { workDir: options.workDir }),
      loadFrom: checkpoint!,
      resume: false,
      device: options.device,
      modules: COMPONENT_PACKAGES,
      console: false,
    });
    const hide = showRun(runner.events, this.terminal);
    try {
      const metrics = await stoppable(runner, () => runner.test());
      if (options.json) this.terminal.print(JSON.stringify(metrics));
    } finally {
      hide();
    }
    return undefined;
  }
}
