import { importModules } from '@mma/config';
import { configSchema, inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { writeFileSafely } from '../output/write-file.js';
import { registerComponents } from '../run/read-config.js';
import { toolConfig } from '../run/tool-config.js';
import type { ConfigSchemaOptions } from '../specs/config-schema.js';

/** `mma config schema`: of MMA's own components, and of those in the tool configuration's modules. */
@injectable()
export class ConfigSchemaCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(_args: readonly string[], { out }: ConfigSchemaOptions): Promise<undefined> {
    await registerComponents();
    const { config, file } = await toolConfig();
    if (file !== undefined) await importModules(config.modules ?? [], file);
    const text = JSON.stringify(configSchema(), undefined, 2);
    if (out === undefined) this.terminal.print(text);
    else {
      await writeFileSafely(out, `${text}\n`);
      this.terminal.error(`wrote ${out}`);
    }
    return undefined;
  }
}
