import { join } from 'node:path';
import { type ComponentConfig, inject, injectable } from '@mma/engine';
import { type BrowsedClip, browseDataset } from '@mma/visualization';
import type { Command } from '../command.js';
import { CliError } from '../errors.js';
import { readLabels } from '../inference/labels.js';
import { createProgress } from '../output/progress.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { COMPONENT_PACKAGES, customImports, readConfig } from '../run/read-config.js';
import type { BrowseDatasetOptions } from '../specs/browse-dataset.js';

/** `mma browse-dataset CONFIG OUT` */
@injectable()
export class BrowseDatasetCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, out]: readonly string[], options: BrowseDatasetOptions): Promise<number> {
    const { phase, label, showNumber, rescaleFactor, workers } = options;
    const config = await readConfig(name!, options.cfgOptions);
    const dataset = config.get(`${phase}_dataloader.dataset`) as ComponentConfig | undefined;
    if (dataset === undefined) {
      throw new CliError('MMA_CLI_INPUT', `${name} has no ${phase}_dataloader.dataset`, {
        hint: 'Choose another with --phase train, val or test.',
      });
    }
    const scope = config.get('default_scope');
    const progress = createProgress('browsing', this.terminal);
    const clips = await browseDataset(
      {
        dataset,
        scope: typeof scope === 'string' ? scope : undefined,
        modules: [...COMPONENT_PACKAGES, ...customImports(config)],
        from: config.filename,
      },
      out!,
      {
        mode: options.mode,
        format: options.format,
        fps: options.fps,
        seed: options.seed,
        title: `${config.name} · ${phase} · ${options.mode}`,
        ...(label === undefined ? {} : { classes: await readLabels(label) }),
        ...(showNumber === undefined ? {} : { number: showNumber }),
        ...(rescaleFactor === undefined ? {} : { rescaleFactor }),
        ...(workers === undefined ? {} : { workers }),
        onProgress: progress.update,
      },
    ).finally(progress.stop);
    return this.report(clips, out!, options);
  }

  /** @returns the exit code: 1 where a clip cannot be made */
  private report(clips: readonly BrowsedClip[], out: string, { json }: BrowseDatasetOptions): number {
    const failed = clips.filter(({ problem }) => problem !== undefined);
    for (const { source, problem } of failed) {
      this.terminal.error(`${this.terminal.style('red', 'failed')} ${source}: ${problem}`);
    }
    const page = join(out, 'index.html');
    if (json) this.terminal.print(JSON.stringify({ page, clips }));
    else this.terminal.print(`${clips.length - failed.length} clips in ${out}; open ${page} to see them`);
    return failed.length === 0 ? 0 : 1;
  }
}
