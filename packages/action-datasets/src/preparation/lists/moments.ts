import { withoutExtension } from '../files/find-media.js';
import { AnnotationFiles, classNumber } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const FILES = 'moments_categories.txt, trainingSet.csv and validationSet.csv';

/** Moments in Time: `class/clip.mp4,class,…` a line, classes numbered in `moments_categories.txt`; clips at `class/clip.mp4`. */
export const momentsInTime: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const numbers = new Map<string, number>();
    for (const line of await files.lines('moments_categories.txt')) {
      const match = /^(.+),(\d+)$/.exec(line);
      if (!match) throw files.error('moments_categories.txt', `expected \`clapping,0\`, found \`${line}\``);
      numbers.set(match[1]!, Number(match[2]));
    }
    const entriesOf = async (file: string): Promise<LayoutEntry[]> =>
      (await files.csv(file)).map(([path]) => {
        const name = withoutExtension(path!);
        return {
          name,
          labels: [classNumber(numbers, name.split('/').slice(0, -1).join('/'), { files, file, row: path! })],
        };
      });
    const classes = [...numbers].sort(([, a], [, b]) => a - b).map(([name]) => name);
    return {
      classes,
      splits: new Map([
        ['train', await entriesOf('trainingSet.csv')],
        ['val', await entriesOf('validationSet.csv')],
      ]),
    };
  },
};
