import type { InjectionToken } from '@mma/engine';

/** Values of a command's options by camelCase name (`--work-dir` → `workDir`); each command declares its own. */
export type OptionValues = object;

/** A command's work: resolved through the container, so that its constructor may ask for services by token. */
export interface Command {
  /** @returns the exit code; nothing means 0 */
  run(args: readonly string[], options: OptionValues): Promise<number | undefined>;
}

export interface ArgumentSpec {
  /** As shown in the usage line: `<config>` required, `[checkpoint]` optional, `<video...>` repeated. */
  readonly usage: string;
  readonly description: string;
}

export interface OptionSpec {
  /** `--work-dir <dir>`, `--validate`, `--cfg-options <key=value...>` */
  readonly flags: string;
  readonly description: string;
  readonly default?: unknown;
  /** Turns the text into a value; throws a `UsageError` where it cannot. */
  readonly parse?: (text: string) => unknown;
  /** The key of the tool configuration that gives the value where the command line does not. */
  readonly setting?: 'device';
  /** MMAction2 has this option and MMA does not yet: giving it is an error with this explanation. */
  readonly notYet?: string;
}

/** One row of the table that makes the command line, its help and its reference page. */
export interface CommandSpec {
  /** Words after `mma`: `train`, `data make`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** Loads the implementation only when the command runs, so that `--help` stays instant. */
  readonly load: () => Promise<InjectionToken<Command>>;
}
