import { join } from 'node:path';
import {
  BaseDataset,
  Compose,
  component,
  DATASETS,
  type Random,
  type Results,
  type Sample,
  TRANSFORMS,
} from '@mma/engine';
import { z } from 'zod';
import { readAnnotationFile } from '../annotations/read.js';
import { parseTextAnnotations, type VideoAnnotation } from '../annotations/text.js';
import { builtOnly } from '../built-only.js';
import { DataError } from '../errors.js';
import { closeReader } from '../transforms/decoding/close-reader.js';
import { packedSample } from './packed-sample.js';

/**
 * Videos with class labels, listed in a text file: `some/path/000.mp4 1` a line.
 *
 * @example
 * ```ts
 * const dataset = new VideoDataset({ annFile: 'train.txt', dataPrefix: { video: 'videos' }, pipeline: [new VideoInit(), …] });
 * await dataset.load();
 * const { inputs, dataSample } = await dataset.get(0, Random.of(seed, epoch, 0));
 * ```
 */
@DATASETS.register()
export class VideoDataset extends BaseDataset {
  static readonly options = z.strictObject({
    annFile: z.string().min(1).describe('annotation file'),
    pipeline: z.array(component(TRANSFORMS)).min(1).describe('transforms that make a sample, in order'),
    dataPrefix: z
      .strictObject({ video: z.string().default('') })
      .prefault({})
      .describe('folder of the videos'),
    dataRoot: z.string().default('').describe('folder that annFile and dataPrefix are relative to'),
    multiClass: z.boolean().default(false).describe('a video may have several labels'),
    numClasses: z.int().positive().nullish().describe('number of classes: labels are checked against it'),
    startIndex: z.int().nonnegative().default(0).describe('number of the first frame'),
    modality: builtOnly('RGB', ['Flow']).describe('what the pictures show'),
    testMode: z.boolean().default(false).describe('accepted for configs: transforms have their own test_mode'),
    delimiter: z.string().min(1).default(' ').describe('stands between a file name and its label'),
    metainfo: z
      .looseObject({ classes: z.array(z.string()).optional() })
      .prefault({})
      .describe('class names and the like'),
    indices: z
      .union([z.int(), z.array(z.int().nonnegative())])
      .nullish()
      .describe('use only the first n samples (the last −n when negative), or those of these numbers'),
  });

  readonly #options: z.output<typeof VideoDataset.options>;
  readonly #pipeline: Compose;
  readonly #annFile: string;
  #annotations: VideoAnnotation[] = [];

  constructor(options: z.input<typeof VideoDataset.options>) {
    super();
    this.#options = VideoDataset.options.parse(options);
    this.#annFile = join(this.#options.dataRoot, this.#options.annFile);
    this.#pipeline = new Compose(this.#options.pipeline);
    this.metainfo = this.#options.metainfo;
  }

  override get length(): number {
    return this.#annotations.length;
  }

  /**
   * @throws DataError `MMA_DATA_ANNOTATION_NOT_FOUND`, `MMA_DATA_ANNOTATION_LINE`, `MMA_DATA_ANNOTATION_EMPTY`,
   * `MMA_DATA_LABEL_RANGE`
   */
  override async load(): Promise<void> {
    const text = await readAnnotationFile(this.#annFile, 'VideoDataset');
    const annotations = parseTextAnnotations(text, this.#annFile, this.#options);
    if (annotations.length === 0) {
      throw new DataError('MMA_DATA_ANNOTATION_EMPTY', `the annotation file ${this.#annFile} lists no video`, {
        hint: 'a line is like: some/path/000.mp4 1',
      });
    }
    this.#annotations = select(annotations, this.#options.indices);
    this.assertLabelsBelow(this.#options.numClasses ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Checks every label against a number of classes, such as that of the model's head.
   *
   * @throws DataError `MMA_DATA_LABEL_RANGE` for the first label that is not in [0, numClasses), with file and line.
   */
  override assertLabelsBelow(numClasses: number): void {
    for (const { labels, line } of this.#annotations) {
      const wrong = labels.find((label) => label < 0 || label >= numClasses);
      if (wrong === undefined) continue;
      const range = Number.isFinite(numClasses) ? `0 to ${numClasses - 1}` : '0 and up';
      throw new DataError(
        'MMA_DATA_LABEL_RANGE',
        `${this.#annFile}:${line}: label ${wrong} is out of range, labels are ${range}`,
        {
          hint: 'labels count from 0; check the annotation file and `num_classes`',
        },
      );
    }
  }

  /** `filename`, `label` (absent without a label, a list with `multiClass`), `modality`, `start_index`. */
  override getDataInfo(index: number): Results {
    const annotation = this.#annotations[index];
    if (annotation === undefined) throw new RangeError(`sample ${index} of ${this.length}`);
    const { dataRoot, dataPrefix, modality, startIndex, multiClass } = this.#options;
    const info: Results = {
      filename: join(dataRoot, dataPrefix.video, annotation.filename),
      modality,
      start_index: startIndex,
    };
    if (annotation.labels.length > 0) info['label'] = multiClass ? [...annotation.labels] : annotation.labels[0];
    return info;
  }

  override async get(index: number, random: Random): Promise<Sample> {
    const info = this.getDataInfo(index);
    try {
      return packedSample(await this.#pipeline.transform(info, random), this.describe(index));
    } finally {
      // A step between opening and decoding may have failed.
      await closeReader(info);
    }
  }
}

function select(annotations: VideoAnnotation[], indices: number | number[] | null | undefined): VideoAnnotation[] {
  if (indices == null) return annotations;
  if (typeof indices === 'number') return indices >= 0 ? annotations.slice(0, indices) : annotations.slice(indices);
  return indices.map((index) => {
    const annotation = annotations[index];
    if (annotation) return annotation;
    throw new DataError(
      'MMA_DATA_INDEX_RANGE',
      `\`indices\` names sample ${index}, and there are ${annotations.length}`,
    );
  });
}
