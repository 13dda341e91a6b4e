import { fileURLToPath } from 'node:url';
import { importModules } from '@mma/config';
import type { ComponentConfig } from '../registry/build.js';
import { DATASETS } from '../registry/roots.js';
import type { BaseDataset } from './base-dataset.js';

/** What makes a dataset on another thread: plain data. */
export interface DatasetSource {
  dataset: ComponentConfig;
  /** In which bare type names are looked up first. */
  scope?: string | undefined;
  /** Modules that register what the dataset's config names: package names, paths, or file URLs. */
  modules: readonly string[];
  /** What relative paths in `modules` are relative to. */
  from: string;
}

/** Builds a dataset from its config, on whatever thread this runs, and reads its annotations. */
export async function openDataset({ dataset: config, scope, modules, from }: DatasetSource): Promise<BaseDataset> {
  await importModules(
    modules.map((module) => (module.startsWith('file:') ? fileURLToPath(module) : module)),
    from,
  );
  const dataset = DATASETS.build(config, { scope });
  await dataset.load();
  return dataset;
}
