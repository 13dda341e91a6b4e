import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { closestNames } from './closest-name.js';
import { ConfigError } from './errors.js';
import { CONFIG_EXTENSIONS } from './formats/read.js';

/**
 * Finds a config by path, or by its short name (file name with or without extension, or the end of its path) under `./configs`
 * and then under each of `roots`. The first folder that has it wins. Files under `_base_` folders are parts, not configs, and are
 * not found by name.
 *
 * @returns the absolute path
 * @throws {ConfigError} `MMA_CONFIG_NOT_FOUND` with the closest names, `MMA_CONFIG_AMBIGUOUS` where one folder has two of the name.
 */
export async function findConfig(nameOrPath: string, roots: readonly string[] = []): Promise<string> {
  const path = resolve(nameOrPath);
  if (existsSync(path) && statSync(path).isFile()) return path;

  const wanted = withoutExtension(nameOrPath.replaceAll('\\', '/'));
  const folders = [...new Set([resolve('configs'), ...roots.map((root) => resolve(root))])];
  const names = new Set<string>();
  for (const folder of folders) {
    const files = await listConfigs(folder);
    const hits = files.filter((file) => `/${withoutExtension(posixRelative(folder, file))}`.endsWith(`/${wanted}`));
    // Twins in two formats (`x.ts` beside `x.yaml`) are told apart by writing the extension.
    const exact = hits.filter((file) => extname(file) === extname(nameOrPath));
    const found = exact.length > 0 ? exact : hits;
    if (found.length === 1) return found[0]!;
    if (found.length > 1) {
      throw new ConfigError('MMA_CONFIG_AMBIGUOUS', `several configs are called ${nameOrPath}: ${found.join(', ')}`, {
        hint: 'write the path instead of the name',
      });
    }
    for (const file of files) names.add(withoutExtension(basename(file)));
  }
  const near = closestNames(basename(wanted), names, 3);
  throw new ConfigError(
    'MMA_CONFIG_NOT_FOUND',
    `there is no config ${nameOrPath}: not a file, nor a name under ${folders.join(', ')}`,
    {
      hint: near.length > 0 ? `did you mean ${near.join(', or ')}?` : 'give the path of a config file',
    },
  );
}

/** Every config under a folder, `_base_` and hidden folders and `node_modules` left out. Empty where there is no such folder. */
async function listConfigs(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const skipped = entry.name === '_base_' || entry.name === 'node_modules' || entry.name.startsWith('.');
      if (!skipped) files.push(...(await listConfigs(path)));
    } else if (
      CONFIG_EXTENSIONS.includes(extname(entry.name)) &&
      !entry.name.endsWith('.d.ts') &&
      !/^(tsconfig|package)\b/.test(entry.name)
    ) {
      files.push(path);
    }
  }
  return files.sort();
}

function withoutExtension(name: string): string {
  // So MMAction2's `.py` names lead to their twins here.
  return CONFIG_EXTENSIONS.includes(extname(name)) ? name.slice(0, -extname(name).length) : name;
}

function posixRelative(folder: string, file: string): string {
  return relative(folder, file).replaceAll(sep, '/');
}
