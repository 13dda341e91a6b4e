import type { Item, Results, Sample } from '@mma/engine';
import { z } from 'zod';
import type { Annotation, AnnotationFile } from '../annotations/annotation.js';
import { loadAnnotations } from '../annotations/load-annotations.js';
import { builtOnly } from '../built-only.js';
import { DataError } from '../errors.js';
import { under } from '../paths.js';
import { actionDatasetShape, annFile, prefix, startIndex, unusedPrefix } from './action-dataset-options.js';
import { BaseActionDataset } from './base-action-dataset.js';

/** The options of datasets of listed videos. */
export const videoDatasetShape = {
  annFile,
  ...actionDatasetShape,
  dataPrefix: z
    .strictObject({ video: prefix.default(''), img: unusedPrefix, audio: unusedPrefix })
    .prefault({})
    .describe('folder of the videos'),
  startIndex: startIndex.default(0).describe('number of the first frame'),
  modality: builtOnly('RGB', ['Flow']).describe('what the pictures show'),
  delimiter: z.string().min(1).default(' ').describe('stands between a file name and its label in a text file'),
};

const schema = z.object(videoDatasetShape);
type VideoDatasetSettings = z.output<typeof schema>;

/** Videos listed in a text file (`some/path/000.mp4 1` a line), in CSV or in JSON. */
export abstract class BaseVideoDataset<I extends Item = Sample> extends BaseActionDataset<I> {
  readonly #options: VideoDatasetSettings;
  readonly #annFile: string;
  readonly #folder: string;

  constructor(options: VideoDatasetSettings) {
    super(options);
    this.#options = options;
    this.#annFile = under(options.dataRoot, options.annFile);
    this.#folder = under(options.dataRoot, options.dataPrefix.video ?? '');
  }

  protected override read(): Promise<AnnotationFile> {
    const { delimiter, multiClass } = this.#options;
    return loadAnnotations(
      { path: this.#annFile, owner: this.constructor.name, folder: this.#folder },
      { samples: 'videos', delimiter, multiClass, withOffset: false, classes: this.metainfo.classes },
    );
  }

  /** `filename`, `label` (absent without a label, a list with `multiClass`), `modality`, `start_index`. */
  protected override infoOf({ name }: Annotation): Results {
    const { modality, startIndex } = this.#options;
    return { filename: under(this.#folder, name), modality, start_index: startIndex };
  }

  protected override emptyError(): DataError {
    return new DataError('MMA_DATA_ANNOTATION_EMPTY', `the annotation file ${this.#annFile} lists no video`, {
      hint: 'a line is like: some/path/000.mp4 1',
    });
  }
}
