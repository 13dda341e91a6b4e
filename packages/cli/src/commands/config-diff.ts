import { type ConfigDifference, diffConfigs } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { valueText } from '../output/config-values.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openConfig } from '../run/read-config.js';
import type { ConfigDiffOptions } from '../specs/config-diff.js';

/** `mma config diff A B` */
@injectable()
export class ConfigDiffCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([a, b]: readonly string[], { json }: ConfigDiffOptions): Promise<number> {
    const differences = diffConfigs(await openConfig(a!), await openConfig(b!));
    if (json) this.terminal.print(JSON.stringify(differences, undefined, 2));
    else for (const difference of differences) this.terminal.print(linesOf(difference));
    return differences.length === 0 ? 0 : 1;
  }
}

function linesOf({ path, kind, before, after }: ConfigDifference): string {
  const lines = [];
  if (kind !== 'added') lines.push(`- ${path} = ${valueText(before)}`);
  if (kind !== 'removed') lines.push(`+ ${path} = ${valueText(after)}`);
  return lines.join('\n');
}
