import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { UsageError } from '../../errors.js';
import { createProgress } from '../../output/progress.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import type { DataMakeOptions } from '../../specs/data/make.js';

/** `mma data make stick-actions`: draws the embedded dataset. */
@injectable()
export class DataMakeCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([dataset]: readonly string[], { out, seed, counts }: DataMakeOptions): Promise<undefined> {
    if (dataset !== 'stick-actions') {
      throw new UsageError(`There is no dataset '${dataset}' to make.`, 'The one there is: stick-actions.');
    }
    const { makeStickActions } = await import('@mma/action-datasets');
    const progress = createProgress('drawing clips', this.terminal);
    try {
      const { reused } = await makeStickActions(out, {
        seed,
        ...(counts && { counts }),
        onProgress: progress.update,
      });
      this.terminal.print(reused ? `${out} is complete already; nothing was drawn.` : `Drew ${out}.`);
    } finally {
      progress.stop();
    }
    return undefined;
  }
}
