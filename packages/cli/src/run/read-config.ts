import { type Config, findConfig, loadConfig } from '@mma/config';
import { toolConfig, withToolConfig } from './tool-config.js';

/** Packages whose components a config can name; data workers import them too. */
export const COMPONENT_PACKAGES: readonly string[] = ['@mma/action-datasets', '@mma/action-models'].map((name) =>
  import.meta.resolve(name),
);

/**
 * Reads a config by path or name, with overrides and what the tool configuration says for all runs, and registers the components of
 * MMA's own packages.
 *
 * @throws ConfigError where there is none of the name, or it cannot be read
 */
export async function readConfig(name: string, cfgOptions: readonly string[] = []): Promise<Config> {
  const config = await openConfig(name, cfgOptions);
  await registerComponents();
  return withToolConfig(config, (await toolConfig()).config);
}

/**
 * Reads a config by path or name, with overrides: what its files say and nothing else.
 *
 * @throws ConfigError where there is none of the name, or it cannot be read
 */
export async function openConfig(name: string, cfgOptions: readonly string[] = []): Promise<Config> {
  const { config: tool } = await toolConfig();
  return loadConfig(await findConfig(name, tool.configRoots), { overrides: cfgOptions });
}

/** Registers the components of MMA's own packages. */
export async function registerComponents(): Promise<void> {
  await Promise.all([import('@mma/action-datasets'), import('@mma/action-models'), import('@mma/visualization')]);
}

/** The modules of a config's `custom_imports`. */
export function customImports(config: Config): string[] {
  const { imports = [] } = (config.get('custom_imports') ?? {}) as { imports?: string | string[] };
  return [imports].flat();
}
