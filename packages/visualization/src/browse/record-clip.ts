import { type BaseDataset, type DataSample, makeSample, type SampleKey, samplesOf, tapTransforms } from '@mma/engine';
import { VisualizationError } from '../errors.js';
import { readStage, type Snapshot, type Stage } from './stage.js';

/** A sample's way through its pipeline. */
export interface RecordedClip {
  /** What it was read from. */
  readonly file: string;
  /** Ground truth class indices. */
  readonly labels: readonly number[];
  /** Numbers of the video's frames, in the order of the decoded pictures. */
  readonly frameIndices: readonly number[];
  /** Every transform that has pictures, in order; the first is what was decoded. Where several samples are made of it, one after the other. */
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
  let last = -1;
  let repeat: number | undefined;
  const item = await tapTransforms(
    ({ name, at, results }) => {
      if (at === 0) {
        [stages, waiting, repeat] = [[], [], undefined];
      }
      // The same transform again: on another sample of the same video, or choosing that one's frames before there are pictures.
      const isAgain = at > 0 && at <= last;
      if (isAgain && stages.length > 0) repeat = (repeat ?? 1) + 1;
      else if (isAgain) waiting.pop();
      last = at;
      if (results === null) return;
      waiting.push(name);
      const stage = readStage(waiting.join(' → '), results);
      if (stage === undefined) return;
      waiting = [];
      const former = stages.at(-1);
      const indices = results['frame_inds'] as ArrayLike<number> | undefined;
      const frameIndices = indices ? Array.from(indices) : (former?.frameIndices ?? []);
      stages.push({ ...stage, frameIndices, repeat, isUnchanged: !isAgain && isSame(former, stage) });
    },
    () => makeSample(dataset, key),
  );
  if (stages.length === 0) {
    throw new VisualizationError('MMA_VISUALIZATION_NO_PICTURES', `${dataset.describe(key.index)} has no pictures`, {
      hint: 'browsing shows `imgs` or `inputs` of pipelines: does this one decode anything?',
    });
  }
  const sample = samplesOf(item).at(-1)!.dataSample;
  if (repeat !== undefined) stages = withFirstRepeat(stages);
  return {
    file: fileOf(sample) ?? dataset.fileOf(key.index) ?? `sample ${key.index}`,
    labels: labelsOf(sample),
    frameIndices: stages[0]!.frameIndices,
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

/** That there are several samples shows when the second begins: what lies between the decoded pictures and it is of the first. */
function withFirstRepeat(stages: readonly Stage[]): Stage[] {
  return stages.map((stage, at) => (at > 0 && stage.repeat === undefined ? { ...stage, repeat: 1 } : stage));
}

function isSame(before: Stage | undefined, now: Snapshot): boolean {
  if (before === undefined || now.lazy !== undefined || before.lazy !== undefined) return false;
  if (before.width !== now.width || before.height !== now.height) return false;
  return Buffer.compare(before.data, now.data) === 0;
}
