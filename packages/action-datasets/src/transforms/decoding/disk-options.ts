import { z } from 'zod';

/** Where files are: MMEngine's file clients for other places have no counterpart. */
export const ioBackend = z
  .enum(['disk', 'local'])
  .default('disk')
  .describe('where files are: on disk, from where other places are to be mounted or copied');

/** MMCV's picture decoders. */
export const decodingBackend = z
  .enum(['cv2', 'turbojpeg', 'pillow'])
  .default('cv2')
  .describe('accepted without effect: one decoder serves all, and gives what cv2 gives');
