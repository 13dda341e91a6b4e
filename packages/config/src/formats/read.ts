import { extname } from 'node:path';
import { ConfigError } from '../errors.js';
import type { Layer } from '../layer.js';
import { MODULE_EXTENSIONS } from '../module-loader.js';
import type { PythonConfig } from '../python/read.js';
import { readModule } from './module.js';
import { fillPlaceholders, quoteBaseReferences } from './placeholders.js';
import { parseData, readText, TEXT_FORMATS } from './read-text.js';

/** Extensions of the files that `loadConfig` reads. */
export const CONFIG_EXTENSIONS: readonly string[] = [...MODULE_EXTENSIONS, '.py', ...Object.keys(TEXT_FORMATS)];

/** One config file, read as far as that goes without what it inherits: Python configs compute with their bases' values. */
export type ReadConfig = { readonly style: 'data'; readonly layer: Layer } | PythonConfig;

/** Reads one config file. */
export async function readConfigFile(file: string): Promise<ReadConfig> {
  const extension = extname(file).toLowerCase();
  if (MODULE_EXTENSIONS.includes(extension)) return { style: 'data', layer: await readModule(file) };
  if (extension === '.py') {
    const { parsePython } = await import('../python/read.js');
    return parsePython(fillPlaceholders(await readText(file), file), file);
  }
  const load = TEXT_FORMATS[extension];
  if (!load) {
    throw new ConfigError('MMA_CONFIG_FORMAT', `${file}: \`${extension || '(no extension)'}\` is not a config format`, {
      hint: `configs end in ${CONFIG_EXTENSIONS.join(', ')}`,
    });
  }
  const text = quoteBaseReferences(fillPlaceholders(await readText(file), file));
  return { style: 'data', layer: parseData(await load(), text, file) };
}
