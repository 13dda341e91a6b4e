import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConfigDifference, diffConfigs, loadConfig } from '@mma/config';
import { HttpError } from '../../web/http-error.js';
import type { Run } from './run.js';

/** Larger files are no configs. */
const LARGEST = 2 ** 20;

/**
 * The config that a run wrote down, as it stands in its file.
 *
 * @throws HttpError 404 where it wrote none
 */
export async function configText(run: Run): Promise<string> {
  return readFile(await configFile(run), 'utf8');
}

/**
 * What turns the config of one run into that of another.
 *
 * @throws HttpError 404 where one wrote none, 422 where one cannot be read
 */
export async function configDifferences(a: Run, b: Run): Promise<ConfigDifference[]> {
  const [before, after] = [await open(a), await open(b)];
  return diffConfigs(before, after);
}

async function open(run: Run) {
  const file = await configFile(run);
  try {
    // Python configs are read, never run.
    return await loadConfig(file);
  } catch (error) {
    throw new HttpError(422, 'MMA_HTTP_CONFIG', `${file} cannot be read: ${(error as Error).message}`);
  }
}

/** The copy of the newest session; where there is none, the one in the work dir. */
async function configFile(run: Run): Promise<string> {
  const inWorkDir = (await readdir(run.workDir).catch(() => [])).filter((name) => name.endsWith('.py'));
  const places = [
    ...run.sessions.map(({ config }) => config).reverse(),
    ...inWorkDir.map((name) => join(run.workDir, name)),
  ];
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isFile() && found.size > 0 && found.size <= LARGEST) return place;
  }
  throw new HttpError(404, 'MMA_HTTP_NO_CONFIG', `There is no config in ${run.newest.place.dir}.`);
}
