import { ConfigError } from '../errors.js';
import { importFile } from '../module-loader.js';
import { type ConfigDict, toConfigDict } from '../values.js';

/** Runs a `.ts`/`.js` config and takes its default export. */
export async function readModule(file: string): Promise<ConfigDict> {
  const module = await importFile(file, { fresh: true });
  const config = module['default'];
  if (config === undefined) {
    throw new ConfigError('MMA_CONFIG_MODULE', `${file} has no default export`, {
      hint: 'write `export default defineConfig({ … })`',
    });
  }
  return toConfigDict(config, file);
}
