import { convertCheckpoint } from '@mma/checkpoint';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { leftOut } from '../output/left-out.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { checkOutput, openInput } from '../run/fetch.js';
import type { CheckpointConvertOptions } from '../specs/checkpoint-convert.js';

/** `mma checkpoint convert IN OUT` */
@injectable()
export class CheckpointConvertCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([input, out]: readonly string[], { dtype, force }: CheckpointConvertOptions): Promise<undefined> {
    checkOutput(out!, { inputs: [input!], force });
    const left = await convertCheckpoint(await openInput(input!, this.terminal), out!, { dtype });
    this.terminal.error(`wrote ${out}${leftOut(left)}`);
    return undefined;
  }
}
