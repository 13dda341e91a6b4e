import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import type { VideoReader } from '@mma/video';
import { z } from 'zod';
import { builtOnly } from '../../built-only.js';
import { DataError } from '../../errors.js';
import { setFrames } from '../../image/frames.js';
import { closeReader } from './close-reader.js';

/**
 * Decodes just the chosen frames and closes the video. One decoder serves all three of MMAction2's names.
 *
 * Reads `video_reader`, `frame_inds`; writes `imgs` (RGB), `img_shape`, `original_shape`.
 *
 * @throws VideoError when a frame cannot be decoded or there is none of that number
 */
@TRANSFORMS.register({ name: 'DecordDecode', aliases: ['OpenCVDecode', 'PyAVDecode'] })
export class VideoDecode extends BaseTransform {
  static readonly options = z.strictObject({
    mode: builtOnly('accurate', ['efficient']).describe('decode exactly the frames asked for'),
    multiThread: z.boolean().default(false).describe('accepted without effect: data workers decode side by side'),
  });

  constructor(options: z.input<typeof VideoDecode.options> = {}) {
    super();
    VideoDecode.options.parse(options);
  }

  override async transform(results: Results): Promise<Results> {
    const reader = results['video_reader'] as VideoReader | null | undefined;
    const indices = results['frame_inds'] as Int32Array | undefined;
    if (!reader || !indices) {
      const missing = reader ? 'frame_inds' : 'video_reader';
      throw new DataError('MMA_DATA_PIPELINE_ORDER', `decoding needs \`${missing}\`, and no earlier step made it`, {
        hint: 'the order is DecordInit, then SampleFrames, then DecordDecode',
      });
    }
    try {
      setFrames(results, await reader.read(indices));
    } finally {
      await closeReader(results);
    }
    results['original_shape'] = results['img_shape'];
    return results;
  }
}
