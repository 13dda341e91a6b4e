import { join } from 'node:path';
import { type Config, type LoadedToolConfig, loadToolConfig, type ToolConfig } from '@mma/config';
import type { Command as Program } from 'commander';
import type { OptionSpec } from '../command.js';
import { CliError, isUserError } from '../errors.js';

const loaded = new Map<string, Promise<LoadedToolConfig>>();

/**
 * The tool configuration of the folder that the program runs in; read once.
 *
 * @throws ConfigError `MMA_CONFIG_TOOL` naming the file and what is wrong in it
 */
export function toolConfig(): Promise<LoadedToolConfig> {
  const folder = process.cwd();
  const read = loaded.get(folder) ?? loadToolConfig(folder);
  loaded.set(folder, read);
  return read;
}

/** Gives options that the command line leaves out the values that the tool configuration has for them. */
export function applyToolConfig(
  command: Program,
  specs: readonly (OptionSpec & { name: string })[],
  { config, file }: LoadedToolConfig,
): void {
  for (const { name, setting, parse } of specs) {
    if (setting === undefined) continue;
    const value = config[setting];
    if (value === undefined || command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, parse ? parsed(value, { parse, setting, file }) : value, 'config');
  }
}

function parsed(
  value: string,
  { parse, setting, file }: { parse: (text: string) => unknown; setting: string; file: string | undefined },
): unknown {
  try {
    return parse(value);
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new CliError('MMA_CLI_TOOL', `${file}: \`${setting}\`: ${error.message}`, { hint: error.hint, cause: error });
  }
}

/**
 * What a project says for all its runs, put into one run's config: modules to import, the log level, and the folder of work dirs where
 * the config names no work dir of its own. `--cfg-options` goes before it.
 */
export function withToolConfig(config: Config, { workDir, modules = [], logLevel }: ToolConfig): Config {
  const { imports = [], ...rest } = (config.get('custom_imports') ?? {}) as { imports?: string | string[] };
  const isGiven = (path: string): boolean => config.origin(path)?.file === '--cfg-options';
  return config.merge({
    ...(workDir !== undefined && config.get('work_dir') == null && { work_dir: join(workDir, config.name) }),
    ...(logLevel !== undefined && !isGiven('log_level') && { log_level: logLevel }),
    ...(modules.length > 0 && { custom_imports: { ...rest, imports: [...modules, ...[imports].flat()] } }),
  });
}
