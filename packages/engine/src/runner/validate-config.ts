import { relative } from 'node:path';
import { type Config, type ConfigDict, importModules } from '@mma/config';
import type { ConfigIssue } from '../registry/issues.js';
import { checkOptions, parseOptions } from '../registry/parse-options.js';
import { checkSections } from './check-config.js';
import { cutConfig } from './config-sections.js';
import { modulesOf, runSettings, settingsOf } from './run-settings.js';
import { placeOf } from './source-of.js';
import { checkKeys } from './top-level-keys.js';

/**
 * Checks a whole config against the options of every component it names, before anything heavy is loaded: no data, no weights, no
 * TensorFlow. Modules that the config names in `custom_imports` are imported first, because they register components.
 *
 * @param modules further modules that register what the config names; paths are relative to the config
 * @returns every problem, each with its key path and the file and line that wrote the value; none for a config that can be run
 * @throws ConfigError `MMA_CONFIG_MODULE` for a module that cannot be imported
 */
export async function validateConfig(config: Config, modules: readonly string[] = []): Promise<ConfigIssue[]> {
  const values = config.toJSON();
  const place = placeOf(config);
  const ofSettings = checkOptions(runSettings, settingsOf(values), place);
  const isImportable = !ofSettings.some(({ path }) => path.startsWith('custom_imports'));
  await importModules([...modules, ...(isImportable ? customModules(values) : [])], config.filename);
  const issues = [...checkKeys(values), ...ofSettings, ...checkSections(cutConfig(values), place)];
  // What is missing altogether was written nowhere: the config itself stands in.
  const file = relative(process.cwd(), config.filename);
  return issues.map((issue) => ({ ...issue, source: issue.source ?? place.source?.(issue.path) ?? file }));
}

/** The modules that a config's `custom_imports` names. */
export function customModules({ custom_imports: customImports }: ConfigDict): string[] {
  const given = customImports === undefined ? {} : { custom_imports: customImports };
  return modulesOf(parseOptions(runSettings.pick({ customImports: true }), given));
}
