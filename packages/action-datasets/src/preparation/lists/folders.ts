import { type SplitShares, splitOf } from '../../datasets/split-of.js';
import { DataError } from '../../errors.js';
import { withoutExtension } from '../files/find-media.js';
import type { DescribedDataset, LayoutEntry } from './layout.js';

const SPLITS = ['train', 'val', 'test'];

/**
 * A folder with a folder for each class, `jumping/a.mp4`, or with such folders in `train/`, `val/` and `test/`. Without those
 * three the clips are divided by `shares`, each by its name alone. Classes are numbered in alphabetical order.
 *
 * @param names paths of the videos, or of the folders of frames, from the folder, with `/`
 * @throws DataError `MMA_DATA_FOLDER_LAYOUT` for a clip that is in no class's folder
 */
export function describeFolders(names: readonly string[], shares: SplitShares): DescribedDataset {
  const isSplit = names.every((name) => SPLITS.includes(name.split('/')[0]!));
  const classOf = (name: string): string => {
    const label = name.split('/').slice(isSplit ? 1 : 0, -1)[0];
    if (label !== undefined) return label;
    throw new DataError('MMA_DATA_FOLDER_LAYOUT', `${name} is in no folder of a class`, {
      hint: 'put each class’s clips into a folder of its name: jumping/a.mp4, clapping/b.mp4',
    });
  };
  const classes = [...new Set(names.map(classOf))].sort();
  const splits = new Map<string, LayoutEntry[]>();
  for (const split of isSplit ? SPLITS : Object.keys(shares)) splits.set(split, []);
  for (const name of names) {
    const split = isSplit ? name.split('/')[0]! : splitOf(name, shares);
    splits.get(split)!.push({ name: withoutExtension(name), labels: [classes.indexOf(classOf(name))] });
  }
  return { classes, splits };
}
