import { TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { BaseVideoInit } from './base-video-init.js';
import { ioBackend } from './disk-options.js';

/** Opens the sample's video. */
@TRANSFORMS.register({ name: 'DecordInit' })
export class VideoInit extends BaseVideoInit {
  static readonly options = z
    .strictObject({
      ioBackend,
      numThreads: z
        .int()
        .nonnegative()
        .default(1)
        .describe('accepted without effect: data workers decode side by side'),
    })
    .describe('opens a video and tells how many frames it has');

  constructor(options: z.input<typeof VideoInit.options> = {}) {
    super();
    VideoInit.options.parse(options);
  }
}
