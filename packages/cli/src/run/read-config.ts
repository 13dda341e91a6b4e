import { type Config, findConfig, loadConfig } from '@mma/config';

/** Packages whose components a config can name; data workers import them too. */
export const COMPONENT_PACKAGES: readonly string[] = ['@mma/action-datasets', '@mma/action-models'].map((name) =>
  import.meta.resolve(name),
);

/**
 * Reads a config by path or name, with overrides, and registers the components of MMA's own packages.
 *
 * @throws ConfigError where there is none of the name, or it cannot be read
 */
export async function readConfig(name: string, cfgOptions: readonly string[] = []): Promise<Config> {
  const config = await loadConfig(await findConfig(name), { overrides: cfgOptions });
  await Promise.all([import('@mma/action-datasets'), import('@mma/action-models')]);
  return config;
}
