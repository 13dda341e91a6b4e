import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { decodePicture, writeRgb } from '../../image/decode-picture.js';
import { allocateFrames, setFrames } from '../../image/frames.js';
import { decodingBackend, ioBackend } from '../decoding/disk-options.js';
import { readPictureFile } from './read-frame.js';

/**
 * Loads one picture, as a clip of one frame; `BuildPseudoClip` makes it longer.
 *
 * Reads `filename`; writes `imgs` (RGB, [1, H, W, 3]), `img_shape`, `original_shape`.
 *
 * @throws DataError `MMA_DATA_FRAME_NOT_FOUND`, `MMA_DATA_PICTURE`
 */
@TRANSFORMS.register()
export class ImageDecode extends BaseTransform {
  static readonly options = z
    .strictObject({ ioBackend, decodingBackend })
    .describe('decodes one picture as a clip of a single frame');

  constructor(options: z.input<typeof ImageDecode.options> = {}) {
    super();
    ImageDecode.options.parse(options);
  }

  override async transform(results: Results): Promise<Results> {
    const path = String(results['filename']);
    const picture = await decodePicture(
      await readPictureFile(path, 'check the annotation file and `data_prefix`'),
      path,
    );
    const frames = allocateFrames([1, picture.height, picture.width, 3]);
    writeRgb(picture, frames.data);
    setFrames(results, frames);
    results['original_shape'] = results['img_shape'];
    return results;
  }
}
