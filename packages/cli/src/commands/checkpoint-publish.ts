import { publishCheckpoint } from '@mma/checkpoint';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { leftOut } from '../output/left-out.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openInput } from '../run/fetch.js';
import type { CheckpointPublishOptions } from '../specs/checkpoint-publish.js';

/** `mma checkpoint publish IN OUT`: prints the name that the file got. */
@injectable()
export class CheckpointPublishCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([input, out]: readonly string[], { dtype }: CheckpointPublishOptions): Promise<undefined> {
    const { file, left } = await publishCheckpoint(await openInput(input!, this.terminal), out!, { dtype });
    this.terminal.error(`wrote ${file}${leftOut(left)}`);
    this.terminal.print(file);
    return undefined;
  }
}
