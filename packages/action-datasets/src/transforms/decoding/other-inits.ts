import { TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { BaseVideoInit } from './base-video-init.js';
import { ioBackend } from './disk-options.js';

/** Opens the sample's video; OpenCV's and PyAV's names for it. */
@TRANSFORMS.register({ aliases: ['PyAVInit'] })
export class OpenCVInit extends BaseVideoInit {
  static readonly options = z.strictObject({ ioBackend }).describe('opens a video and tells how many frames it has');

  constructor(options: z.input<typeof OpenCVInit.options> = {}) {
    super();
    OpenCVInit.options.parse(options);
  }
}

/** Opens the sample's video; PIMS' name for it. */
@TRANSFORMS.register()
export class PIMSInit extends BaseVideoInit {
  static readonly options = z
    .strictObject({
      ioBackend,
      mode: z
        .enum(['accurate', 'efficient'])
        .default('accurate')
        .describe('accepted without effect: frames are exact and sought by their times either way'),
    })
    .describe('opens a video and tells how many frames it has');

  constructor(options: z.input<typeof PIMSInit.options> = {}) {
    super();
    PIMSInit.options.parse(options);
  }
}
