import { BaseTransform, type Results } from '@mma/engine';
import type { VideoReader } from '@mma/video';
import { DataError } from '../../errors.js';
import { setFrames } from '../../image/frames.js';
import { closeReader } from './close-reader.js';
import { scaleBoxes } from './scale-boxes.js';

export type DecodeMode = 'accurate' | 'efficient';

/**
 * Decodes just the chosen frames and closes the video. One decoder serves all of MMAction2's names.
 *
 * Reads `video_reader`, `frame_inds`; writes `imgs` (RGB), `img_shape`, `original_shape`; `gt_bboxes` and `proposals`,
 * where present, as shares of the picture, become pixels.
 *
 * @throws VideoError when a frame cannot be decoded or there is none of that number
 */
export abstract class BaseVideoDecode extends BaseTransform {
  /** @param mode `efficient` takes, in place of a frame, the key frame at or before it */
  constructor(private readonly mode: DecodeMode) {
    super();
  }

  override async transform(results: Results): Promise<Results> {
    const reader = openedReader(results);
    const chosen = chosenFrames(results);
    try {
      const frames = this.mode === 'accurate' ? chosen : chosen.map((frame) => reader.keyFrameBefore(frame));
      setFrames(results, await reader.read(frames));
    } finally {
      await closeReader(results);
    }
    results['original_shape'] = results['img_shape'];
    scaleBoxes(results);
    return results;
  }
}

/** @throws DataError `MMA_DATA_PIPELINE_ORDER` */
export function openedReader(results: Results): VideoReader {
  const reader = results['video_reader'] as VideoReader | null | undefined;
  if (reader) return reader;
  throw missing('video_reader', 'the order is DecordInit, then SampleFrames, then DecordDecode');
}

/** @throws DataError `MMA_DATA_PIPELINE_ORDER` */
export function chosenFrames(results: Results): Int32Array {
  const indices = results['frame_inds'] as Int32Array | undefined;
  if (indices) return indices;
  throw missing('frame_inds', 'put a sampler, such as SampleFrames, before it in the pipeline');
}

function missing(key: string, hint: string): DataError {
  return new DataError('MMA_DATA_PIPELINE_ORDER', `decoding needs \`${key}\`, and no earlier step made it`, { hint });
}
