import { TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { BaseVideoDecode } from './base-video-decode.js';
import { ioBackend } from './disk-options.js';

/** Decodes the chosen frames of the opened video. */
@TRANSFORMS.register({ name: 'DecordDecode' })
export class VideoDecode extends BaseVideoDecode {
  static readonly options = z
    .strictObject({
      mode: z
        .enum(['accurate', 'efficient'])
        .default('accurate')
        .describe(
          "'efficient' takes the key frame at or before each frame instead: faster, and not the frame asked for",
        ),
      ioBackend: ioBackend.describe('accepted without effect, as some configs give it: the file is open already'),
    })
    .describe('decodes the chosen frames');

  constructor(options: z.input<typeof VideoDecode.options> = {}) {
    super(VideoDecode.options.parse(options).mode);
  }
}
