import { loadBackend } from '@mma/backend';
import { type Config, importModules } from '@mma/config';
import { BaseModel, buildFromConfig, MODELS } from '@mma/engine';
import { CliError } from '../errors.js';
import type { Terminal } from '../output/terminal.js';
import { readConfig } from './read-config.js';

/**
 * The model of a config by path or name, without weights.
 *
 * @throws RegistryError with every problem of the config's model
 */
export async function buildModel(
  name: string,
  { cfgOptions, terminal }: { cfgOptions: readonly string[] | undefined; terminal: Terminal },
): Promise<{ model: BaseModel; config: Config }> {
  const config = await readConfig(name, cfgOptions);
  const { imports = [] } = (config.get('custom_imports') ?? {}) as { imports?: string | string[] };
  await importModules([imports].flat(), config.filename);
  await loadBackend({ allowWasm: true, onMessage: (line) => terminal.error(line) });
  const model = buildFromConfig(MODELS, config, 'model');
  if (model instanceof BaseModel) return { model, config };
  throw new CliError(
    'MMA_CLI_MODEL',
    `the \`model\` of ${config.filename} is a ${model.constructor.name}, which is no BaseModel`,
    {
      hint: "its class must extend @mma/engine's BaseModel, as recognizers do",
    },
  );
}
