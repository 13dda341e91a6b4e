import { resolve } from 'node:path';
import { closestName, importModules } from '@mma/config';
import { type ComponentDescription, describeAll, inject, injectable } from '@mma/engine';
import type { Command } from '../command.js';
import { CliError } from '../errors.js';
import { briefLines, fullLines } from '../output/component-lines.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { registerComponents } from '../run/read-config.js';
import { toolConfig } from '../run/tool-config.js';
import type { RegistryListOptions } from '../specs/registry-list.js';

/** `mma registry list [NAME]` */
@injectable()
export class RegistryListCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([name]: readonly string[], options: RegistryListOptions): Promise<undefined> {
    await registerComponents();
    const { config, file } = await toolConfig();
    if (file !== undefined) await importModules(config.modules ?? [], file);
    await importModules(options.import ?? [], resolve('mma'));
    const all = describeAll();
    const chosen = name === undefined ? all : choose(all, name);
    if (options.json) this.terminal.print(JSON.stringify(chosen, undefined, 2));
    else for (const line of options.brief ? briefLines(chosen) : fullLines(chosen)) this.terminal.print(line);
    return undefined;
  }
}

/** Components of a type or of a kind; a type may be of several kinds. */
function choose(all: readonly ComponentDescription[], name: string): ComponentDescription[] {
  const wanted = name.replace(/^(mma|mmaction|mmengine|mmcv)\./, '');
  const kind = kindOf(wanted);
  const chosen = all.filter((one) => one.type === wanted || one.aliases.includes(wanted) || one.kind === kind);
  if (chosen.length > 0) return chosen;
  const names = all.flatMap((one) => [one.type, ...one.aliases, one.kind]);
  const near = closestName(wanted, names) ?? closestName(kind, names);
  throw new CliError('MMA_CLI_UNKNOWN_TYPE', `no type or kind of component is named ${name}`, {
    hint: near === undefined ? '`mma registry list --brief` shows all.' : `Did you mean ${near}?`,
  });
}

const LONG: Readonly<Record<string, string>> = { param: 'parameter', vis: 'visualization', optim: 'optimizer' };

/** `HOOKS`, `hooks` and `param_schedulers` are kinds as people say them. */
function kindOf(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[_-]/g, ' ')
    .replace(/^(param|vis|optim)(?= )/, (short) => LONG[short]!);
  return /ss$/.test(words) ? words : words.replace(/(?<=loss)es$|s$/, '');
}
