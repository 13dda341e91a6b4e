import type { Config } from '@mma/config';
import type { ComponentConfig } from '../registry/build.js';
import type { Registry } from '../registry/registry.js';
import { placeOf } from './source-of.js';

/**
 * Builds one component of a config, such as its `model`, for programs that do without a runner.
 *
 * @throws RegistryError with every problem of that part, each with the file that wrote it
 */
export function buildFromConfig<T extends object>(registry: Registry<T>, config: Config, path: string): T {
  return registry.build(config.toJSON()[path] as unknown as ComponentConfig, { ...placeOf(config), path });
}
