import { withoutExtension } from '../files/find-media.js';
import { AnnotationFiles, classNumber } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const FILES = 'classInd.txt, trainlist01.txt, testlist01.txt (and 02, 03)';

/** UCF101: three splits in `trainlist01.txt`, `testlist01.txt`, …; clips at `ApplyEyeMakeup/v_ApplyEyeMakeup_g01_c01.avi`. */
export const ucf101: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const numbers = new Map<string, number>();
    for (const line of await files.lines('classInd.txt')) {
      const [number, name] = line.split(/\s+/);
      if (!name || !/^\d+$/.test(number!))
        throw files.error('classInd.txt', `expected \`1 ApplyEyeMakeup\`, found \`${line}\``);
      numbers.set(name, Number(number) - 1);
    }
    const entriesOf = async (file: string): Promise<LayoutEntry[]> =>
      (await files.lines(file)).map((row) => {
        // Training lists give the class number after the path; it is the folder's number in any case.
        const path = row.split(/\s+/)[0]!;
        const name = withoutExtension(path);
        return { name, labels: [classNumber(numbers, name.split('/')[0]!, { files, file, row })] };
      });
    const splits = new Map<string, LayoutEntry[]>();
    for (const split of [1, 2, 3]) {
      splits.set(`train_split_${split}`, await entriesOf(`trainlist0${split}.txt`));
      splits.set(`val_split_${split}`, await entriesOf(`testlist0${split}.txt`));
    }
    return { classes: [...numbers.keys()], splits };
  },
};
