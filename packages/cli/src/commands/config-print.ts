import { relative } from 'node:path';
import { dumpConfig } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { formatOf } from '../output/config-format.js';
import { type PlacedValue, placedValues, valueText } from '../output/config-values.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openConfig } from '../run/read-config.js';
import type { ConfigPrintOptions } from '../specs/config-print.js';

/** `mma config print CONFIG` */
@injectable()
export class ConfigPrintCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], { format, origin, cfgOptions }: ConfigPrintOptions): Promise<undefined> {
    if (origin && format !== undefined && format !== 'json') {
      throw new UsageError(`--origin goes with --format json or none, not with ${format}.`);
    }
    const config = await openConfig(name!, cfgOptions);
    if (!origin) {
      this.terminal.print(dumpConfig(config, format ?? formatOf(config.filename) ?? 'yaml').trimEnd());
    } else if (format === 'json') {
      this.terminal.print(JSON.stringify(placedValues(config), undefined, 2));
    } else {
      for (const placed of placedValues(config)) this.terminal.print(lineOf(placed));
    }
    return undefined;
  }
}

function lineOf({ path, value, file, line }: PlacedValue): string {
  const text = `${path} = ${valueText(value)}`;
  if (file === undefined) return text;
  const place = file.startsWith('--') ? file : relative(process.cwd(), file);
  return `${text}  # ${place}${line === undefined ? '' : `:${line}`}`;
}
