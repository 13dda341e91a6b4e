import { CommanderError, Option, Command as Program } from 'commander';
import type { CommandSpec, OptionSpec } from './command.js';
import { commands } from './commands.js';
import { UsageError } from './errors.js';
import { reportError } from './output/report-error.js';
import { processTerminal, TERMINAL, type Terminal } from './output/terminal.js';
import { applyToolConfig, toolConfig } from './run/tool-config.js';
import { version } from './version.js';

/**
 * Runs one command line, without the program's own name.
 * @returns the exit code
 */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode = 0;
  const program = new Program('mma')
    .description('Video action recognition for TypeScript: train, test, look and ship.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .showHelpAfterError('(`--help` shows what is possible)')
    .exitOverride();
  for (const spec of commands) {
    add(program, spec).action(async (...received: unknown[]) => {
      const command = received.at(-1) as Program;
      refuseNotYet(spec.options, command);
      exitCode = await run(spec, command, terminal);
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error, terminal, { verbose: argv.includes('--verbose') });
  }
}

function add(program: Program, spec: CommandSpec): Program {
  const words = spec.name.split(' ');
  let parent = program;
  for (const word of words.slice(0, -1)) {
    parent =
      parent.commands.find((command) => command.name() === word) ??
      parent.command(word).description(`commands about ${word}`);
  }
  const command = parent.command(words.at(-1)!).description(spec.summary);
  for (const argument of spec.arguments) command.argument(argument.usage, argument.description);
  for (const option of spec.options) command.addOption(toOption(option));
  command.option('--verbose', 'show stack traces of errors');
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((example) => `  $ mma ${example}`).join('\n')}`);
  return command.exitOverride();
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.notYet ? `${spec.description} (not built yet)` : spec.description);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.parse) option.argParser(spec.parse);
  return option;
}

function refuseNotYet(specs: readonly OptionSpec[], command: Program): void {
  for (const spec of specs) {
    const name = toOption(spec).attributeName();
    if (spec.notYet && command.getOptionValueSource(name) === 'cli') {
      throw new UsageError(`${spec.flags.split(' ')[0]} is not built yet: ${spec.notYet}`, 'Leave the option away.');
    }
  }
}

async function run(spec: CommandSpec, command: Program, terminal: Terminal): Promise<number> {
  const tool = await toolConfig();
  if (tool.config.cacheDir !== undefined) process.env['MMA_CACHE_DIR'] ??= tool.config.cacheDir;
  const named = spec.options.map((option) => ({ ...option, name: toOption(option).attributeName() }));
  applyToolConfig(command, named, tool);
  const token = await spec.load();
  const { createContainer } = await import('@mma/engine');
  const container = createContainer();
  container.register(TERMINAL, { useValue: terminal });
  return (await container.resolve(token).run(command.args, command.opts())) ?? 0;
}
