import { type BaseDataset, type DataSample, makeSample, type SampleKey, samplesOf, tapTransforms } from '@mma/engine';
import { VisualizationError } from '../errors.js';
import { readStage, type Stage } from './stage.js';

/** A sample's way through its pipeline. */
export interface RecordedClip {
  /** What it was read from. */
  readonly file: string;
  /** Ground truth class indices. */
  readonly labels: readonly number[];
  /** Numbers of the video's frames, in the order of the pictures. */
  readonly frameIndices: readonly number[];
  /** Of one clip, where several lie one after the other. */
  readonly clipLength: number | undefined;
  /** Every transform that has pictures, in order; the first is what was decoded. */
  readonly stages: readonly Stage[];
}

/**
 * Makes a sample as training would (seed, epoch and index decide it alone) and keeps the pictures after each transform.
 *
 * @throws SampleError naming the sample, VisualizationError `MMA_VISUALIZATION_NO_PICTURES` where no transform has any
 */
export async function recordClip(dataset: BaseDataset, key: SampleKey): Promise<RecordedClip> {
  let stages: Stage[] = [];
  let waiting: string[] = [];
  let frames: { indices: number[]; clipLength?: number } = { indices: [] };
  const item = await tapTransforms(
    ({ name, at, results }) => {
      if (at === 0) {
        stages = [];
        waiting = [];
      }
      if (results === null) return;
      const indices = results['frame_inds'] as ArrayLike<number> | undefined;
      const clipLength = results['clip_len'];
      if (indices !== undefined) frames = { indices: Array.from(indices) };
      if (typeof clipLength === 'number') frames.clipLength = clipLength;
      waiting.push(name);
      const stage = readStage(waiting.join(' → '), results);
      if (stage === undefined) return;
      waiting = [];
      stages.push({ ...stage, isUnchanged: isSame(stages.at(-1), stage) });
    },
    () => makeSample(dataset, key),
  );
  if (stages.length === 0) {
    throw new VisualizationError('MMA_VISUALIZATION_NO_PICTURES', `${dataset.describe(key.index)} has no pictures`, {
      hint: 'browsing shows `imgs` or `inputs` of pipelines: does this one decode anything?',
    });
  }
  const sample = samplesOf(item).at(-1)!.dataSample;
  return {
    file: fileOf(sample) ?? dataset.fileOf(key.index) ?? `sample ${key.index}`,
    labels: labelsOf(sample),
    frameIndices: frames.indices,
    clipLength: frames.clipLength,
    stages,
  };
}

/** The sample's own word: in training another may have taken the place of the one that was asked for. */
function fileOf({ metainfo }: DataSample): string | undefined {
  const file = metainfo['filename'] ?? metainfo['frame_dir'];
  return typeof file === 'string' ? file : undefined;
}

function labelsOf({ gtLabel, gtScore }: DataSample): number[] {
  if (gtLabel !== undefined) return [...gtLabel];
  return [...(gtScore ?? [])].flatMap((target, index) => (target > 0 ? [index] : []));
}

function isSame(before: Stage | undefined, now: Omit<Stage, 'isUnchanged'>): boolean {
  if (before === undefined || now.lazy !== undefined || before.lazy !== undefined) return false;
  if (before.width !== now.width || before.height !== now.height) return false;
  return Buffer.compare(before.data, now.data) === 0;
}
