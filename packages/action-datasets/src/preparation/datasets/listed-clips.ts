import type { BaseDataset } from '@mma/engine';
import { DataError } from '../../errors.js';

/** One line of a dataset's annotations: a video, or a folder of frames. */
export interface ListedClip {
  /** `train`, `val`, `test`, or what the list is called. */
  split: string;
  /** The video, or the folder of frames. */
  path: string;
  labels: readonly number[];
  /** Present for a folder of frames. */
  frames?: FrameNames;
}

/** Which pictures a folder of frames has to hold. */
export interface FrameNames {
  count: number;
  /** Number of the first frame. */
  first: number;
  /** As in Python: `img_{:05}.jpg`, or `{}_{:05d}.jpg` with the direction of flow first. */
  template: string;
  modality: string;
}

/**
 * What a loaded dataset lists, whatever kind it is.
 *
 * @throws DataError `MMA_DATA_NOT_LISTED` for a dataset whose samples are no files
 */
export function listedClips(dataset: BaseDataset, split: string): ListedClip[] {
  return Array.from({ length: dataset.length }, (_, index) => {
    const info = dataset.getDataInfo(index);
    const label = info['label'] as number | readonly number[] | undefined;
    const labels = label === undefined ? [] : typeof label === 'number' ? [label] : label;
    if (typeof info['filename'] === 'string') return { split, path: info['filename'], labels };
    if (typeof info['frame_dir'] !== 'string') {
      throw new DataError(
        'MMA_DATA_NOT_LISTED',
        `sample ${index} of ${split} names neither a video nor a folder of frames`,
        {
          hint: 'only datasets of videos and of raw frames can be looked through',
        },
      );
    }
    const frames = {
      count: Number(info['total_frames']),
      first: Number(info['start_index'] ?? 1) + Number(info['offset'] ?? 0),
      template: String(info['filename_tmpl'] ?? 'img_{:05}.jpg'),
      modality: String(info['modality'] ?? 'RGB'),
    };
    return { split, path: info['frame_dir'], labels, frames };
  });
}
