import { TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { BaseVideoDecode } from './base-video-decode.js';

/** Decodes the chosen frames of the opened video; PyAV's name for it. */
@TRANSFORMS.register()
export class PyAVDecode extends BaseVideoDecode {
  static readonly options = z
    .strictObject({
      mode: z
        .enum(['accurate', 'efficient'])
        .default('accurate')
        .describe(
          "'efficient' takes the key frame at or before each frame instead: faster, and not the frame asked for",
        ),
      multiThread: z.boolean().default(false).describe('accepted without effect: data workers decode side by side'),
    })
    .describe('decodes the chosen frames');

  constructor(options: z.input<typeof PyAVDecode.options> = {}) {
    super(PyAVDecode.options.parse(options).mode);
  }
}

/** Decodes the chosen frames of the opened video; OpenCV's and PIMS' names for it. */
@TRANSFORMS.register({ aliases: ['PIMSDecode'] })
export class OpenCVDecode extends BaseVideoDecode {
  static readonly options = z.strictObject({}).describe('decodes the chosen frames');

  constructor(options: z.input<typeof OpenCVDecode.options> = {}) {
    OpenCVDecode.options.parse(options);
    super('accurate');
  }
}
