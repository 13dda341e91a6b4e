import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { closestName } from './closest-name.js';

/** A hint for a file that does not exist: the file of its folder with the closest name, or the folder's absence. */
export function closestFileHint(file: string, extensions: readonly string[]): string {
  const folder = dirname(file);
  if (!existsSync(folder)) return `there is no folder ${folder}`;
  const names = readdirSync(folder).filter((name) => extensions.includes(extname(name)));
  const stem = basename(file, extname(file));
  // Another extension is the likeliest slip of all (`x.py` for `x.ts`).
  const sameStem = names.find((name) => basename(name, extname(name)) === stem);
  const near = sameStem ?? closestName(basename(file), names);
  return near === undefined ? `nothing in ${folder} has a similar name` : `did you mean ${join(folder, near)}?`;
}
