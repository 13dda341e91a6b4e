import { z } from 'zod';
import { AnnotationFiles, classNumber } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const PREFIX = 'something-something-v2';
const FILES = `${PREFIX}-labels.json, ${PREFIX}-train.json, ${PREFIX}-validation.json and perhaps ${PREFIX}-test.json`;

const id = z.union([z.string(), z.number()]).transform(String);
const labelFile = z.record(z.string(), z.coerce.number().int().nonnegative());
const labelledFile = z.array(z.object({ id, template: z.string() }));
const unlabelledFile = z.array(z.object({ id }));

/** Something-Something V2: JSON lists of `{ id, template }`; the class is the template without its brackets; clips at `ID.webm`. */
export const somethingV2: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const numbers = new Map(Object.entries(await files.json(`${PREFIX}-labels.json`, labelFile)));
    const labelled = async (file: string): Promise<LayoutEntry[]> =>
      (await files.json(file, labelledFile)).map(({ id: name, template }) => ({
        name,
        labels: [classNumber(numbers, template.replace(/[[\]]/g, ''), { files, file, row: name })],
      }));
    const splits = new Map([
      ['train', await labelled(`${PREFIX}-train.json`)],
      ['val', await labelled(`${PREFIX}-validation.json`)],
    ]);
    const test = await files.optionalJson(`${PREFIX}-test.json`, unlabelledFile);
    if (test)
      splits.set(
        'test',
        test.map(({ id: name }) => ({ name, labels: [] })),
      );
    const classes = [...numbers].sort(([, a], [, b]) => a - b).map(([name]) => name);
    return { classes, splits };
  },
};
