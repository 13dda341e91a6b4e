import { diffCheckpoints, type TensorDifference } from '@mma/checkpoint';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openInput } from '../run/fetch.js';
import type { CheckpointDiffOptions } from '../specs/checkpoint-diff.js';

/** `mma checkpoint diff A B` */
@injectable()
export class CheckpointDiffCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([a, b]: readonly string[], { json }: CheckpointDiffOptions): Promise<number> {
    const differences = await diffCheckpoints(await openInput(a!, this.terminal), await openInput(b!, this.terminal));
    if (json) this.terminal.print(JSON.stringify(differences, writeInfinity, 2));
    else for (const difference of differences) this.terminal.print(lineOf(difference));
    return differences.length === 0 ? 0 : 1;
  }
}

/** JSON has no infinity. */
function writeInfinity(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}

function lineOf({ name, kind, before, after, differing, maxDifference }: TensorDifference): string {
  const [from, to] = [before, after].map((tensor) => (tensor ? `${tensor.dtype} [${tensor.shape}]` : ''));
  if (kind === 'removed') return `- ${name}  ${from}`;
  if (kind === 'added') return `+ ${name}  ${to}`;
  const types = from === to ? from : `${from} → ${to}`;
  if (differing === undefined || maxDifference === undefined) return `~ ${name}  ${types}`;
  const values =
    differing === 0 ? 'equal numbers' : `${differing} numbers differ by up to ${maxDifference.toPrecision(4)}`;
  return `~ ${name}  ${types}  ${values}`;
}
