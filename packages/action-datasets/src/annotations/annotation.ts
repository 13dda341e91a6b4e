import type { Results } from '@mma/engine';

/** One sample as an annotation file describes it: a video or a folder of frames, and its classes. */
export interface Annotation {
  /** The video's file or the folder of frames, as it is written. */
  name: string;
  /** Class numbers; empty where there is no label (a list to run inference on). */
  labels: number[];
  /** Where it is written, as messages say it: `train.txt:3`. */
  place: string;
  /** Frames in the folder. */
  totalFrames?: number;
  /** Frames to leave out at the beginning of the folder. */
  offset?: number;
  /** What else the file says of the sample, handed to the pipeline as it is. */
  more?: Results;
}

/** What an annotation file holds. */
export interface AnnotationFile {
  annotations: Annotation[];
  /** What the file says of the whole dataset. */
  metainfo: Record<string, unknown>;
}

/** How a dataset's annotation files are to be read. */
export interface AnnotationFormat {
  /** What samples are: one video file each, or one folder of frames. */
  samples: 'videos' | 'rawframes';
  /** Stands between the fields of a text file; any white space for folders of frames. */
  delimiter: string;
  /** Several labels a sample are allowed. */
  multiClass: boolean;
  /** Lines of folders of frames name the first frame before the number of frames. */
  withOffset: boolean;
  /** Names of the classes, by which labels may be called in CSV and JSON. */
  classes: readonly string[] | undefined;
}
