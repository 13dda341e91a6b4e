import { relative } from 'node:path';
import { type ConfigIssue, formatIssue, inject, injectable, validateConfig } from '@mma/engine';
import type { Command } from '../command.js';
import { isUserError } from '../errors.js';
import { TERMINAL, type Terminal } from '../output/terminal.js';
import { openConfig, registerComponents } from '../run/read-config.js';
import { toolConfig } from '../run/tool-config.js';
import type { ConfigValidateOptions } from '../specs/config-validate.js';

/** What is wrong with one config: with what it says, or with reading it at all. */
interface Verdict {
  config: string;
  issues: readonly ConfigIssue[];
  error?: { code: string; message: string; hint?: string };
}

/** `mma config validate CONFIG…` */
@injectable()
export class ConfigValidateCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run(names: readonly string[], { json }: ConfigValidateOptions): Promise<number> {
    await registerComponents();
    const { modules = [] } = (await toolConfig()).config;
    const verdicts: Verdict[] = [];
    for (const name of names) {
      const verdict = await judge(name, modules);
      verdicts.push(verdict);
      if (!json) this.terminal.print(this.textOf(verdict));
    }
    if (json) this.terminal.print(JSON.stringify(verdicts, undefined, 2));
    return verdicts.every(isGood) ? 0 : 1;
  }

  private textOf(verdict: Verdict): string {
    const { config, issues, error } = verdict;
    if (isGood(verdict)) return `✓ ${config}`;
    const hint = error?.hint === undefined ? [] : [`hint: ${error.hint}`];
    const lines = error === undefined ? issues.map(formatIssue) : [error.message, ...hint];
    const count = `${lines.length} problem${lines.length === 1 ? '' : 's'}`;
    return [`✗ ${config}${error === undefined ? `: ${count}` : ''}`, ...lines.map((line) => `  ${line}`)].join('\n');
  }
}

async function judge(name: string, modules: readonly string[]): Promise<Verdict> {
  let config = name;
  try {
    const opened = await openConfig(name);
    config = relative(process.cwd(), opened.filename);
    return { config, issues: await validateConfig(opened, modules) };
  } catch (error) {
    // The other configs are to be heard too.
    if (!isUserError(error)) throw error;
    const { code, message, hint } = error;
    return { config, issues: [], error: { code, message, ...(hint === undefined ? {} : { hint }) } };
  }
}

function isGood({ issues, error }: Verdict): boolean {
  return issues.length === 0 && error === undefined;
}
