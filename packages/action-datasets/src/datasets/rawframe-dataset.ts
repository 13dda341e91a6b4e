import { DATASETS, type Item, type Random, type Results } from '@mma/engine';
import { z } from 'zod';
import type { Annotation, AnnotationFile } from '../annotations/annotation.js';
import { loadAnnotations } from '../annotations/load-annotations.js';
import { DataError } from '../errors.js';
import { under } from '../paths.js';
import { fieldsOf } from '../python-template.js';
import { actionDatasetShape, annFile, prefix, startIndex, unusedPrefix } from './action-dataset-options.js';
import { BaseActionDataset } from './base-action-dataset.js';

const FIELDS = { RGB: 1, Flow: 2 };

/**
 * Folders of extracted frames with class labels, listed in a text file (`some/folder 163 1` a line: folder, frames, class), in
 * CSV or in JSON.
 *
 * Frames are pictures named by `filenameTmpl`: `img_{:05}.jpg` takes the frame's number; with `modality: 'Flow'`,
 * `{}_{:05d}.jpg` takes `x` or `y` and the number.
 */
@DATASETS.register()
export class RawframeDataset extends BaseActionDataset<Item> {
  static readonly options = z
    .strictObject({
      annFile,
      ...actionDatasetShape,
      dataPrefix: z
        .strictObject({ img: prefix.default(''), video: unusedPrefix, audio: unusedPrefix })
        .prefault({})
        .describe('folder of the folders of frames'),
      filenameTmpl: z.string().min(1).default('img_{:05}.jpg').describe('name of a frame, as a Python format string'),
      withOffset: z
        .boolean()
        .default(false)
        .describe('lines name an offset before the number of frames: clips of long videos'),
      startIndex: startIndex.default(1).describe('number of the first frame'),
      modality: z.enum(['RGB', 'Flow']).default('RGB').describe('what the pictures show'),
    })
    .superRefine(({ filenameTmpl, modality }, context) => {
      const fields = fieldsOf(filenameTmpl);
      if (fields === FIELDS[modality]) return;
      const wanted = modality === 'RGB' ? 'one field, the number, as img_{:05}.jpg' : 'two, as {}_{:05d}.jpg';
      const found = fields === undefined ? 'a field of a form that is not known' : `${fields}`;
      context.addIssue({
        code: 'custom',
        path: ['filenameTmpl'],
        message: `with modality '${modality}' it has ${wanted}; found ${found} in ${filenameTmpl}`,
      });
    })
    .describe('videos as folders of pictures, RGB or optical flow, listed in a file');

  readonly #options: z.output<typeof RawframeDataset.options>;
  readonly #annFile: string;
  readonly #folder: string;

  constructor(options: z.input<typeof RawframeDataset.options>) {
    const parsed = RawframeDataset.options.parse(options);
    super(parsed);
    this.#options = parsed;
    this.#annFile = under(parsed.dataRoot, parsed.annFile);
    this.#folder = under(parsed.dataRoot, parsed.dataPrefix.img ?? '');
  }

  protected override read(): Promise<AnnotationFile> {
    const { multiClass, withOffset } = this.#options;
    return loadAnnotations(
      { path: this.#annFile, owner: this.constructor.name, folder: this.#folder },
      { samples: 'rawframes', delimiter: ' ', multiClass, withOffset, classes: this.metainfo.classes },
    );
  }

  /** `frame_dir`, `total_frames`, `offset` (where annotated), `label`, `filename_tmpl`, `modality`, `start_index`. */
  protected override infoOf({ name, totalFrames, offset }: Annotation): Results {
    const { modality, startIndex, filenameTmpl } = this.#options;
    return {
      frame_dir: under(this.#folder, name),
      total_frames: totalFrames,
      ...(offset === undefined ? {} : { offset }),
      filename_tmpl: filenameTmpl,
      modality,
      start_index: startIndex,
    };
  }

  protected override make(index: number, random: Random): Promise<Item | null> {
    return this.makeItem(index, random);
  }

  protected override emptyError(): DataError {
    return new DataError(
      'MMA_DATA_ANNOTATION_EMPTY',
      `the annotation file ${this.#annFile} lists no folder of frames`,
      {
        hint: 'a line is like: some/folder 163 1',
      },
    );
  }
}
