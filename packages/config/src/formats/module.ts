import { readFile } from 'node:fs/promises';
import { ConfigError } from '../errors.js';
import type { Layer } from '../layer.js';
import { importFile } from '../module-loader.js';
import { originsOf } from '../origin.js';
import { toConfigDict } from '../values.js';
import { nearestLine, originIn } from './read-text.js';

/** Runs a `.ts`/`.js` config and takes its default export; lines come from its source text. */
export async function readModule(file: string): Promise<Layer> {
  const module = await importFile(file, { fresh: true });
  const config = module['default'];
  if (config === undefined) {
    throw new ConfigError('MMA_CONFIG_MODULE', `${file} has no default export`, {
      hint: 'write `export default defineConfig({ … })`',
    });
  }
  const values = toConfigDict(config, file);
  const { moduleLines } = await import('./module-lines.js');
  const lines = moduleLines(await readFile(file, 'utf8'), file);
  return { values, origins: originsOf(values, (path) => originIn(file, nearestLine(lines, path))) };
}
