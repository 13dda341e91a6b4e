import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { readMotionVectors } from '@mma/video';
import { z } from 'zod';
import { chosenFrames, openedReader } from './base-video-decode.js';
import { closeReader } from './close-reader.js';

/**
 * Reads the motion vectors of the chosen frames from the compressed video, without its colours, and closes the video.
 *
 * Reads `video_reader`, `frame_inds`; writes `motion_vectors` ([T, H, W, 2] int8: pixels right and down; 0 in key frames).
 *
 * @throws VideoError when a frame cannot be decoded or there is none of that number
 */
@TRANSFORMS.register()
export class PyAVDecodeMotionVector extends BaseTransform {
  static readonly options = z
    .strictObject({
      mode: z
        .enum(['accurate', 'efficient'])
        .default('accurate')
        .describe('accepted without effect, as in MMAction2: motion vectors are those of the frames asked for'),
      multiThread: z.boolean().default(false).describe('accepted without effect: data workers decode side by side'),
    })
    .describe('decodes the motion vectors of the chosen frames');

  constructor(options: z.input<typeof PyAVDecodeMotionVector.options> = {}) {
    super();
    PyAVDecodeMotionVector.options.parse(options);
  }

  override async transform(results: Results): Promise<Results> {
    const { path } = openedReader(results).info;
    const chosen = chosenFrames(results);
    await closeReader(results);
    results['motion_vectors'] = await readMotionVectors(path, chosen);
    return results;
  }
}
