import { basename, resolve } from 'node:path';
import {
  type DescribedDataset,
  describeFolders,
  findFrameFolders,
  findVideos,
  layouts,
  makeLists,
} from '@mma/action-datasets';
import { closestName } from '@mma/config';
import { inject, injectable } from '@mma/engine';
import type { Command } from '../../command.js';
import { UsageError } from '../../errors.js';
import { TERMINAL, type Terminal } from '../../output/terminal.js';
import type { DataListOptions } from '../../specs/data/list.js';

/** Missing clips that are named. */
const MAX_SHOWN = 3;

/** `mma data list DIR` */
@injectable()
export class DataListCommand implements Command {
  constructor(@inject(TERMINAL) private readonly terminal: Terminal) {}

  async run([media]: readonly string[], options: DataListOptions): Promise<undefined> {
    const { out, layout, frames = false } = options;
    const name = options.name ?? (layout === 'folders' ? basename(resolve(media!)) : layout);
    const made = await makeLists(await describe(media!, options), { media: media!, out, name, frames });
    for (const { path, clips } of made.files) this.terminal.print(`${path}: ${clips} clips`);
    this.terminal.print(`${made.classes.length} classes: label_map_${name}.txt`);
    for (const { split, names } of made.missing) {
      const more = names.length > MAX_SHOWN ? ', …' : '';
      this.terminal.error(
        `${this.terminal.style('yellow', 'left out')} ${names.length} clips of ${split} that are not in ${media}: ` +
          `${names.slice(0, MAX_SHOWN).join(', ')}${more}`,
      );
    }
    return undefined;
  }
}

async function describe(media: string, options: DataListOptions): Promise<DescribedDataset> {
  const { layout, annotations, frames, split } = options;
  if (layout === 'folders') {
    const names = frames ? (await findFrameFolders(media)).map((folder) => folder.name) : await findVideos(media);
    return describeFolders(names, split);
  }
  const known = Object.entries(layouts).find(([name]) => name === layout)?.[1];
  if (known === undefined) {
    const names = ['folders', ...Object.keys(layouts)];
    const closest = closestName(layout, names);
    throw new UsageError(
      `--layout ${layout}: there is no such layout.`,
      closest === undefined ? `There are ${names.join(', ')}.` : `Did you mean ${closest}?`,
    );
  }
  if (annotations === undefined) {
    throw new UsageError(`--layout ${layout} needs --annotations, the folder with ${known.files}.`);
  }
  return known.read(annotations);
}
