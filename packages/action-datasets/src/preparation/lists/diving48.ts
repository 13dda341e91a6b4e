import { z } from 'zod';
import { AnnotationFiles } from './annotation-files.js';
import type { Layout, LayoutEntry } from './layout.js';

const FILES = 'Diving48_V2_train.json, Diving48_V2_test.json and perhaps Diving48_vocab.json';
const clips = z.array(z.object({ vid_name: z.string(), label: z.int().nonnegative() }));
/** Take-off, somersaults, twists and position of each dive. */
const vocabulary = z.array(z.array(z.string()));

/** Diving48 V2: JSON lists of `{ vid_name, label }`, classes by number; clips at `vid_name.mp4`. */
export const diving48: Layout = {
  files: FILES,
  async read(folder) {
    const files = new AnnotationFiles(folder, FILES);
    const entriesOf = async (file: string): Promise<LayoutEntry[]> =>
      (await files.json(file, clips)).map(({ vid_name: name, label }) => ({ name, labels: [label] }));
    const [train, val] = [await entriesOf('Diving48_V2_train.json'), await entriesOf('Diving48_V2_test.json')];
    const names = await files.optionalJson('Diving48_vocab.json', vocabulary);
    const count = 1 + Math.max(-1, ...[...train, ...val].map(({ labels }) => labels[0]!));
    const classes =
      names === undefined
        ? Array.from({ length: count }, (_, label) => `dive ${label}`)
        : names.map((parts) => parts.join(' '));
    return {
      classes,
      splits: new Map([
        ['train', train],
        ['val', val],
      ]),
    };
  },
};
