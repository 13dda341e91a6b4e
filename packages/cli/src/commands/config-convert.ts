import { existsSync } from 'node:fs';
import { dumpConfig } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { UsageError } from '../errors.js';
import { formatOf } from '../output/config-format.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
import { openConfig } from '../run/read-config.js';
import type { ConfigConvertOptions } from '../specs/config-convert.js';

/** `mma config convert IN OUT` */
@injectable()
export class ConfigConvertCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name, out]: readonly string[], { force }: ConfigConvertOptions): Promise<undefined> {
    const format = formatOf(out!);
    if (format === undefined) {
      throw new UsageError(`${out} does not say its format.`, 'End it in .ts, .py, .json or .yaml.');
    }
    if (existsSync(out!) && !force) throw new UsageError(`${out} exists.`, 'Give --force to write over it.');
    const config = await openConfig(name!);
    await writeFileSafely(out!, dumpConfig(config, format));
    this.terminal.error(`wrote ${out}`);
    return undefined;
  }
}
