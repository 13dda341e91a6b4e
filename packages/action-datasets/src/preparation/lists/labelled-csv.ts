import { AnnotationFiles, classNumber, numbered } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

/**
 * Something-Something V1 and Jester: `PREFIX-labels.csv` names a class a line, `PREFIX-train.csv` and `-validation.csv` say
 * `id;class`, `-test.csv` only `id`. Clips, or folders of frames, are named by the id.
 */
export function labelledCsv(prefix: string): Layout {
  const needed = `${prefix}-labels.csv, ${prefix}-train.csv, ${prefix}-validation.csv and perhaps ${prefix}-test.csv`;
  return {
    files: needed,
    async read(folder) {
      const files = new AnnotationFiles(folder, needed);
      const classes = await files.lines(`${prefix}-labels.csv`);
      const numbers = numbered(classes);
      const labelled = async (file: string): Promise<LayoutEntry[]> =>
        (await files.lines(file)).map((row) => {
          const [name, ...label] = row.split(';');
          return { name: name!, labels: [classNumber(numbers, label.join(';'), { files, file, row })] };
        });
      const splits = new Map([
        ['train', await labelled(`${prefix}-train.csv`)],
        ['val', await labelled(`${prefix}-validation.csv`)],
      ]);
      const test = await files.optionalCsv(`${prefix}-test.csv`, ';');
      if (test)
        splits.set(
          'test',
          test.map(([name]) => ({ name: name!, labels: [] })),
        );
      return { classes, splits };
    },
  };
}
