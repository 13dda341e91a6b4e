import type { Config, ConfigValue } from '@mma/config';
import { inject, injectable, Runner, withTta } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { runEagerly } from '../run/eager.js';
import { stoppable } from '../run/interrupt.js';
import { COMPONENT_PACKAGES, readConfig } from '../run/read-config.js';
import { showRun } from '../run/run-progress.js';
import type { TestOptions } from '../specs/test.js';

/** `mma test CONFIG CHECKPOINT` */
@injectable()
export class TestCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, checkpoint]: readonly string[], options: TestOptions): Promise<undefined> {
    if (options.eager) runEagerly();
    const config = configOf(await readConfig(name!, options.cfgOptions), options);
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

/** With the hook that writes clips, over what the config says of it. */
function withClips(config: Config, { showDir, interval }: TestOptions): Config {
  if (showDir === undefined) return config;
  const visualization = { type: 'VisualizationHook', enable: true, interval, out_dir: showDir };
  return config.merge({ default_hooks: { visualization } });
}

/** The config with what the options add to it, as MMAction2's test script does. */
function configOf(config: Config, options: TestOptions): Config {
  const { dump, tta } = options;
  const augmented = withClips(tta ? withTta(config) : config, options);
  if (dump === undefined) return augmented;
  const given = augmented.toJSON()['test_evaluator'];
  const metrics: ConfigValue[] = Array.isArray(given) ? given : given == null ? [] : [given];
  return augmented.merge({ test_evaluator: [...metrics, { type: 'DumpResults', out_file_path: dump }] });
}
