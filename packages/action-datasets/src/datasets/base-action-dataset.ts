import { BaseDataset, Compose, type Item, type Random, type Results, type Sample } from '@mma/engine';
import type { Annotation, AnnotationFile } from '../annotations/annotation.js';
import { DataError } from '../errors.js';
import { closeReader } from '../transforms/decoding/close-reader.js';
import type { ActionDatasetSettings } from './action-dataset-options.js';
import { resolveMeta } from './metainfo.js';
import { packedItem } from './packed-sample.js';
import { selectAnnotations } from './select-annotations.js';

/**
 * Clips with class labels: what all datasets of them have in common. A dataset says how its annotations are read (`read`) and
 * what a sample begins with (`infoOf`), and what it makes of a video (`make`), which is `makeItem` for most.
 */
export abstract class BaseActionDataset<I extends Item = Sample> extends BaseDataset {
  protected readonly settings: ActionDatasetSettings;
  protected readonly pipeline: Compose;
  #annotations: readonly Annotation[] = [];

  constructor(settings: ActionDatasetSettings) {
    super();
    this.settings = settings;
    this.pipeline = new Compose(settings.pipeline);
    const { classes, ...others } = settings.metainfo;
    this.metainfo = Array.isArray(classes) ? { ...others, classes } : others;
  }

  /** What the annotation file says. `this.metainfo` is complete but for what the file says of the dataset. */
  protected abstract read(): Promise<AnnotationFile>;

  /** What the pipeline begins with, but for the label. */
  protected abstract infoOf(annotation: Annotation): Results;

  /** The error for annotations without a sample. */
  protected abstract emptyError(): DataError;

  override get length(): number {
    return this.#annotations.length;
  }

  /** @throws DataError for annotations that cannot be read, with file and line, and `MMA_DATA_LABEL_RANGE` */
  override async load(): Promise<void> {
    this.metainfo = await resolveMeta(this.settings.metainfo, this.settings.dataRoot);
    const { annotations, metainfo } = await this.read();
    this.metainfo = { ...metainfo, ...this.metainfo };
    if (annotations.length === 0) throw this.emptyError();
    this.#annotations = selectAnnotations(annotations, this.settings);
    if (this.length === 0) throw nothingLeft(annotations.length);
    this.assertLabelsBelow(this.settings.numClasses ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Checks every label against a number of classes, such as that of the model's head.
   *
   * @throws DataError `MMA_DATA_LABEL_RANGE` for the first label that is not in [0, numClasses), with file and line.
   */
  override assertLabelsBelow(numClasses: number): void {
    for (const { labels, place } of this.#annotations) {
      const wrong = labels.find((label) => label < 0 || label >= numClasses);
      if (wrong === undefined) continue;
      const range = Number.isFinite(numClasses) ? `0 to ${numClasses - 1}` : '0 and up';
      throw new DataError('MMA_DATA_LABEL_RANGE', `${place}: label ${wrong} is out of range, labels are ${range}`, {
        hint: 'labels count from 0; check the annotation file and `num_classes`',
      });
    }
  }

  override getDataInfo(index: number): Results {
    const annotation = this.annotationAt(index);
    const info: Results = { ...structuredClone(annotation.more ?? {}), ...this.infoOf(annotation), sample_idx: index };
    if (annotation.labels.length > 0) {
      info['label'] = this.settings.multiClass ? [...annotation.labels] : annotation.labels[0];
    }
    // The layout of labels by category (HVU) is the dataset's, and each sample's transforms need it.
    for (const key of ['categories', 'category_nums']) if (key in this.metainfo) info[key] ??= this.metainfo[key];
    return info;
  }

  override getCatIds(index: number): number[] {
    return [...this.annotationAt(index).labels];
  }

  /**
   * Runs the pipeline. In training, a sample that a transform refuses (by null) is replaced by another, drawn from the
   * sample's own stream.
   *
   * @throws DataError `MMA_DATA_SAMPLE_REFUSED` in test mode, or when `maxRefetch` further samples were refused as well
   */
  override async get(index: number, random: Random): Promise<I> {
    const { testMode, maxRefetch } = this.settings;
    for (let tries = 0, next = index; ; tries++, next = random.int(0, this.length)) {
      const item = await this.make(next, random);
      if (item !== null) return item;
      if (testMode || tries === maxRefetch) throw refused(this.describe(index), testMode ? 0 : maxRefetch);
    }
  }

  /** What one index gives; null where a transform refused it. */
  protected abstract make(index: number, random: Random): Promise<I | null>;

  /** A sample by the pipeline, or its versions by TestTimeAug; null where a transform refused it. */
  protected async makeItem(index: number, random: Random): Promise<Item | null> {
    const info = this.getDataInfo(index);
    try {
      const results = await this.pipeline.transform(info, random);
      return results === null ? null : packedItem(results, this.describe(index));
    } finally {
      // A step between opening and decoding may have failed.
      await closeReader(info);
    }
  }

  protected annotationAt(index: number): Annotation {
    const annotation = this.#annotations[index];
    if (annotation === undefined) throw new RangeError(`sample ${index} of ${this.length}`);
    return annotation;
  }
}

function nothingLeft(before: number): DataError {
  return new DataError('MMA_DATA_ANNOTATION_EMPTY', `filter_cfg and indices leave none of the ${before} samples`);
}

function refused(sample: string, others: number): DataError {
  const also = others === 0 ? '' : `, and ${others} others in its place`;
  return new DataError('MMA_DATA_SAMPLE_REFUSED', `a transform of the pipeline refused ${sample}${also}`, {
    hint: 'a transform refuses a sample by giving null; look for the one whose conditions no sample meets',
  });
}
