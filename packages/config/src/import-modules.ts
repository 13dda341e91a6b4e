import { existsSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { closestFileHint } from './closest-file.js';
import { ConfigError } from './errors.js';
import { importFile, MODULE_EXTENSIONS } from './module-loader.js';

/**
 * Imports the modules that a config names in `custom_imports`, in order, so that what they register can be used by name.
 * Each module runs once in a process, however often it is asked for. TypeScript and legacy decorators work as they are.
 *
 * @param modules package names, or paths of files (starting with `.` or `/`, or ending in `.ts`, `.js`, …)
 * @param from the file or folder that paths are relative to and packages are looked up from, normally the config's `filename`
 * @throws {ConfigError} `MMA_CONFIG_MODULE` for a module that is not there or fails while it runs
 */
export async function importModules(modules: readonly string[], from: string): Promise<void> {
  const base = resolve(from);
  const folder = existsSync(base) && statSync(base).isDirectory() ? base : dirname(base);
  for (const module of modules) await importFile(locate(module, folder), { fresh: false });
}

function locate(module: string, folder: string): string {
  const isPath = module.startsWith('.') || isAbsolute(module) || MODULE_EXTENSIONS.includes(extname(module));
  if (isPath) {
    const path = resolve(folder, module);
    const found = [path, ...MODULE_EXTENSIONS.map((extension) => path + extension)].find(
      (file) => existsSync(file) && statSync(file).isFile(),
    );
    if (found !== undefined) return found;
    throw new ConfigError(
      'MMA_CONFIG_MODULE',
      `\`custom_imports\` (or \`modules\` of the tool configuration) names ${module}, but there is no file ${path}`,
      {
        hint: closestFileHint(path, MODULE_EXTENSIONS),
      },
    );
  }
  const jiti = createJiti(pathToFileURL(join(folder, 'package.json')).href, { fsCache: false });
  const resolved = jiti.esmResolve(module, { try: true });
  if (resolved === undefined) {
    throw new ConfigError(
      'MMA_CONFIG_MODULE',
      `\`custom_imports\` (or \`modules\` of the tool configuration) names the package ${module}, which is not installed for ${folder}`,
      {
        hint: `install it, or write \`./${module}\` if a file was meant; what a Python module registers has to be written in TypeScript`,
      },
    );
  }
  return resolved;
}
