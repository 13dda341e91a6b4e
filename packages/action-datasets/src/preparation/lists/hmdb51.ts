import { readdir } from 'node:fs/promises';
import { withoutExtension } from '../files/find-media.js';
import { AnnotationFiles, nonBlankLines } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const FILES = 'brush_hair_test_split1.txt and the like, three for each class';

/** A class's own file of one of the three splits. */
const SPLIT_FILE = /^(.+)_test_split([123])\.txt$/;

/** HMDB51: a file for each class and split, `clip.avi 1` (train) or `2` (test) a line, 0 for neither; clips at `brush_hair/clip.avi`. */
export const hmdb51: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const found = (await readdir(folder)).map((file) => SPLIT_FILE.exec(file)).filter((match) => match !== null);
    const classes = [...new Set(found.map(([, name]) => name!))].sort();
    if (classes.length === 0) throw files.error('', 'holds no file like brush_hair_test_split1.txt');
    const splits = new Map<string, LayoutEntry[]>();
    for (const split of [1, 2, 3]) {
      const [train, val]: [LayoutEntry[], LayoutEntry[]] = [[], []];
      for (const [label, name] of classes.entries()) {
        const file = `${name}_test_split${split}.txt`;
        for (const line of nonBlankLines(await files.text(file))) {
          const [clip, part] = line.split(/\s+/);
          const entry = { name: `${name}/${withoutExtension(clip!)}`, labels: [label] };
          if (part === '1') train.push(entry);
          else if (part === '2') val.push(entry);
          else if (part !== '0') throw files.error(file, `expected \`clip.avi 0|1|2\`, found \`${line}\``);
        }
      }
      splits.set(`train_split_${split}`, train).set(`val_split_${split}`, val);
    }
    return { classes, splits };
  },
};
