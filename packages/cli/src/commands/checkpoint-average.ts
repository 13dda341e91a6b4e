import { averageCheckpoints } from '@mma/checkpoint';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { checkOutput, openInput } from '../run/fetch.js';
import type { CheckpointAverageOptions } from '../specs/checkpoint-average.js';

/** `mma checkpoint average FILES… OUT` */
@injectable()
export class CheckpointAverageCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(names: readonly string[], { force }: CheckpointAverageOptions): Promise<undefined> {
    const inputs = names.slice(0, -1);
    const out = names.at(-1)!;
    if (inputs.length < 2) {
      throw new UsageError(
        'An average needs two checkpoints or more, and a file to write.',
        'Give them in this order.',
      );
    }
    checkOutput(out, { inputs, force });
    const files: string[] = [];
    for (const input of inputs) files.push(await openInput(input, this.terminal));
    await averageCheckpoints(files, out);
    this.terminal.error(`wrote ${out}, the mean of ${files.length} checkpoints`);
    return undefined;
  }
}
