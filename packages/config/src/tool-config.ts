import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { closestName } from './closest-name.js';
import { ConfigError } from './errors.js';
import { importFile, MODULE_EXTENSIONS } from './module-loader.js';

const schema = z.strictObject({
  workDir: z.string().min(1).optional(),
  configRoots: z.array(z.string().min(1)).optional(),
  modules: z.array(z.string().min(1)).optional(),
  cacheDir: z.string().min(1).optional(),
  device: z.string().min(1).optional(),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR']).optional(),
});

/**
 * How a project sets up its tools, as opposed to one experiment: read from `mma.config.ts` (`.mts`, `.js`, `.mjs`, `.json`,
 * `.yaml`), `.mmarc` (JSON or YAML, with or without extension) or the key `mma` of `package.json`.
 */
export interface ToolConfig {
  /** Folder under which each experiment gets its own. Absolute. */
  workDir?: string;
  /** Folders to look for configs in by name, besides `./configs`. Absolute. */
  configRoots?: string[];
  /** Modules to import before any config is built: packages, or files (absolute). */
  modules?: string[];
  /** Where downloads and transpiled files are kept. Absolute. */
  cacheDir?: string;
  /** Default of `--device`. */
  device?: string;
  logLevel?: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
}

/** A project's tool configuration, and the file it stands in (undefined where there is none). */
export interface LoadedToolConfig {
  readonly config: ToolConfig;
  readonly file: string | undefined;
}

/**
 * Finds and reads the tool configuration that applies in a folder: the nearest one in it or in the folders above. Paths in it are
 * relative to its file.
 *
 * @throws {ConfigError} `MMA_CONFIG_TOOL` naming the file and every wrong key at once
 */
export async function loadToolConfig(from: string = process.cwd()): Promise<LoadedToolConfig> {
  const { cosmiconfig, defaultLoaders } = await import('cosmiconfig');
  const places = ['json', 'yaml', 'yml'].map((extension) => `.mmarc.${extension}`);
  const files = [...MODULE_EXTENSIONS, '.json', '.yaml', '.yml'].map((extension) => `mma.config${extension}`);
  const loadModule = async (file: string): Promise<unknown> => {
    const module = await importFile(file, { fresh: true });
    if (module['default'] === undefined) throw toolError(file, 'it has no default export');
    return module['default'];
  };
  const explorer = cosmiconfig('mma', {
    searchPlaces: ['package.json', '.mmarc', ...places, ...files],
    // The loader that configs use knows TypeScript everywhere, without a compiler being installed.
    loaders: {
      ...defaultLoaders,
      ...Object.fromEntries(MODULE_EXTENSIONS.map((extension) => [extension, loadModule])),
    },
    searchStrategy: 'global',
    cache: false,
  });
  let found: { config: unknown; filepath: string; isEmpty?: boolean } | null;
  try {
    found = await explorer.search(resolve(from));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    throw new ConfigError('MMA_CONFIG_TOOL', `the tool configuration cannot be read: ${message}`, { cause: error });
  }
  if (!found || found.isEmpty) return { config: {}, file: undefined };
  return { config: check(found.config, found.filepath), file: found.filepath };
}

function check(value: unknown, file: string): ToolConfig {
  const result = schema.safeParse(value);
  if (!result.success) throw explain(result.error, file);
  const folder = dirname(file);
  const { workDir, configRoots, modules, cacheDir, device, logLevel } = result.data;
  return {
    ...(workDir !== undefined && { workDir: resolve(folder, workDir) }),
    ...(configRoots && { configRoots: configRoots.map((root) => resolve(folder, root)) }),
    ...(modules && { modules: modules.map((module) => (isFile(module) ? resolve(folder, module) : module)) }),
    ...(cacheDir !== undefined && { cacheDir: resolve(folder, cacheDir) }),
    ...(device !== undefined && { device }),
    ...(logLevel !== undefined && { logLevel }),
  };
}

function isFile(module: string): boolean {
  return module.startsWith('.') || MODULE_EXTENSIONS.some((extension) => module.endsWith(extension));
}

function explain(error: z.ZodError, file: string): ConfigError {
  const known = Object.keys(schema.shape);
  const hints: string[] = [];
  const problems = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const path = issue.path.join('.');
      return [path === '' ? issue.message : `\`${path}\`: ${issue.message}`];
    }
    return issue.keys.map((key) => {
      const near = closestName(key, known);
      if (near !== undefined) hints.push(`did you mean \`${near}\`?`);
      return `there is no option \`${key}\``;
    });
  });
  return toolError(file, problems.join('; '), hints.join(' ') || `options are ${known.join(', ')}`);
}

function toolError(file: string, problem: string, hint?: string): ConfigError {
  return new ConfigError('MMA_CONFIG_TOOL', `${file}: ${problem}`, hint === undefined ? {} : { hint });
}
