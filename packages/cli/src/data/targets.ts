import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { findVideos, type ListedClip, listedClips } from '@mma/action-datasets';
import { type BaseDataset, type ComponentConfig, DATASETS } from '@mma/engine';
import { CliError, isUserError } from '../errors.js';
import { readConfig, registerComponents } from '../run/read-config.js';
import { publicDatasets } from './public-datasets.js';

export interface TargetOptions {
  /** Where the videos of a list lie; beside the list by default. */
  dataPrefix?: string | undefined;
  cfgOptions?: readonly string[] | undefined;
}

/** What a target of the data commands lists: clips, and the classes' names where they are known. */
export interface Target {
  clips: ListedClip[];
  classes: readonly string[];
}

/**
 * The clips that a config (all its datasets), an annotation list (`.txt`, `.csv`, `.json`) or a folder of videos stands for.
 *
 * @throws CliError `MMA_CLI_INPUT` where it stands for none
 */
export async function readTarget(target: string, options: TargetOptions = {}): Promise<Target> {
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) return folderTarget(target);
  if (found?.isFile() && (await isList(target))) return listTarget(target, options.dataPrefix);
  return configTarget(target, options.cfgOptions);
}

async function folderTarget(folder: string): Promise<Target> {
  const files = await findVideos(folder);
  const split = basename(folder);
  return { clips: files.map((file) => ({ split, path: join(folder, file), labels: [] })), classes: [] };
}

async function isList(file: string): Promise<boolean> {
  const kind = extname(file).toLowerCase();
  if (kind === '.txt' || kind === '.csv') return true;
  // A JSON list is an array or has a `data_list`; a JSON config is neither.
  return kind === '.json' && /^\s*(\[|\{[\s\S]*"data_list")/.test(await readFile(file, 'utf8'));
}

async function listTarget(list: string, dataPrefix = dirname(list)): Promise<Target> {
  await registerComponents();
  const dataset = DATASETS.build({
    type: 'VideoDataset',
    ann_file: list,
    data_prefix: { video: dataPrefix },
    // Nothing is read through it: only what the list says is asked for.
    pipeline: [{ type: 'PackActionInputs' }],
  });
  return targetOf([[basename(list, extname(list)), dataset]]);
}

async function configTarget(name: string, cfgOptions: readonly string[] = []): Promise<Target> {
  const config = await readConfig(name, cfgOptions).catch((error: unknown) => {
    if (isUserError(error) && error.code === 'MMA_CONFIG_NOT_FOUND') throw noTarget(name, error);
    throw error;
  });
  const datasets = ['train', 'val', 'test'].flatMap((split): [string, BaseDataset][] => {
    const dataset = config.get(`${split}_dataloader.dataset`) as ComponentConfig | undefined;
    return dataset ? [[split, DATASETS.build(dataset, { path: `${split}_dataloader.dataset` })]] : [];
  });
  if (datasets.length > 0) return targetOf(datasets);
  throw new CliError('MMA_CLI_INPUT', `${name} names no dataset`, {
    hint: 'Give a config with train_dataloader, val_dataloader or test_dataloader, a list, or a folder of videos.',
  });
}

function noTarget(name: string, error: Error & { hint?: string | undefined }): CliError {
  const isPublic = Object.hasOwn(publicDatasets, name);
  const near = error.hint?.startsWith('did you mean') ? `: ${error.hint}` : '.';
  return new CliError('MMA_CLI_INPUT', `There is no ${name}: no folder, no list and no config of the name.`, {
    hint: isPublic
      ? `\`mma data download ${name}\` fetches it into data/${name}.`
      : `Give a folder of videos, an annotation list (.txt, .csv, .json), or a config by path or name${near}`,
    cause: error,
  });
}

async function targetOf(datasets: readonly (readonly [split: string, dataset: BaseDataset])[]): Promise<Target> {
  const clips: ListedClip[] = [];
  let classes: readonly string[] = [];
  for (const [split, dataset] of datasets) {
    await dataset.load();
    clips.push(...listedClips(dataset, split));
    if (classes.length === 0) classes = dataset.metainfo.classes ?? [];
  }
  return { clips: withoutSameTest(clips), classes };
}

/** Configs often test on what they validate on: the same list is shown once. */
function withoutSameTest(clips: ListedClip[]): ListedClip[] {
  const pathsOf = (split: string) => clips.filter((clip) => clip.split === split).map(({ path }) => path);
  const [val, test] = [pathsOf('val'), pathsOf('test')];
  const isSame = test.length === val.length && test.every((path, i) => path === val[i]);
  return isSame ? clips.filter(({ split }) => split !== 'test') : clips;
}
