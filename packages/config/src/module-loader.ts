import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { closestFileHint } from './closest-file.js';
import { ConfigError } from './errors.js';

const SELF = fileURLToPath(import.meta.resolve('@mma/config'));

/** Extensions of files that are run as modules rather than read as data. */
export const MODULE_EXTENSIONS: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];

/**
 * Imports a TypeScript or JavaScript file, with legacy decorators. Packages it imports are the host's own instances, so a
 * class it registers is found by the host.
 *
 * @throws {ConfigError} `MMA_CONFIG_MODULE` naming file and line, for syntax errors, missing imports and whatever the file throws.
 */
export async function importFile(file: string, options: { fresh: boolean }): Promise<Record<string, unknown>> {
  const jiti = createJiti(pathToFileURL(file).href, {
    interopDefault: false,
    fsCache: transpileCache(),
    // `defineConfig` is there for configs that lie outside of any project, too.
    alias: { '@mma/config': SELF },
  });
  // A config may have been edited since it was last read in this process; a module that registers classes must run only once.
  if (options.fresh) delete jiti.cache[file];
  try {
    return await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    // An error that already teaches (a nested config's, a registry's) says more than a wrapper would.
    if (isTeachingError(error)) throw error;
    throw moduleError(file, error);
  }
}

/**
 * Where transpiled files are kept; reading them back makes a config load ten times faster. The loader's own choice may be a
 * folder that other users of the machine can write to, which is no place for code that will be run.
 */
function transpileCache(): string {
  const { MMA_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (MMA_CACHE_DIR) return join(resolve(MMA_CACHE_DIR), 'transpiled');
  return join(resolve(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache')), 'mma', 'transpiled');
}

function isTeachingError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('MMA_');
}

function moduleError(file: string, error: unknown): ConfigError {
  const message = error instanceof Error ? error.message : String(error);
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (missing !== undefined) {
    const importer = /Require stack:\n- (.+)/.exec(message)?.[1] ?? file;
    return new ConfigError('MMA_CONFIG_MODULE', `${importer}: cannot find '${missing}', which it imports`, {
      hint: missing.startsWith('.')
        ? closestFileHint(resolve(dirname(importer), missing), MODULE_EXTENSIONS)
        : `install the package, for example with \`pnpm add ${missing}\``,
      cause: error,
    });
  }
  const syntax = /^ParseError: (.*?)\s*\n\s*(.+:\d+:\d+)/s.exec(message);
  if (syntax) {
    return new ConfigError('MMA_CONFIG_MODULE', `${syntax[2]}: syntax error: ${syntax[1]}`, { cause: error });
  }
  const kind = error instanceof Error ? `${error.name}: ` : '';
  return new ConfigError('MMA_CONFIG_MODULE', `${userFrame(error) ?? file}: ${kind}${message}`, {
    hint: 'the file failed while it was being imported',
    cause: error,
  });
}

/** `file:line` of the innermost frame in a source file that is the user's rather than a library's. */
function userFrame(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const line of error.stack.split('\n')) {
    const frame = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]+?):(\d+):(\d+)\)?$/.exec(line.trim());
    if (!frame) continue;
    const path = frame[1]!.startsWith('file://') ? fileURLToPath(frame[1]!) : frame[1]!;
    if (path.includes('node_modules') || !MODULE_EXTENSIONS.includes(extname(path)) || !existsSync(path)) continue;
    // The column is that of the transpiled text, so it is left out; lines are kept by the transpiler.
    return `${path}:${frame[2]}`;
  }
  return undefined;
}
