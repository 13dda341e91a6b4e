import { BaseTransform, type NdArray, type Results, TRANSFORMS } from '@mma/engine';
import { z } from 'zod';
import { DataError } from '../../errors.js';
import { allocateFrames, setFrames } from '../../image/frames.js';
import { chosenFrames } from '../decoding/base-video-decode.js';

/**
 * Takes the chosen frames from an array that is in memory already.
 *
 * Reads `array` ([T, H, W, C] uint8: 3 channels of RGB, or x and y of flow), `frame_inds`, `offset` (optional, added to frame
 * numbers); writes `imgs`, `img_shape`, `original_shape`.
 *
 * @throws DataError `MMA_DATA_ARRAY`
 */
@TRANSFORMS.register()
export class ArrayDecode extends BaseTransform {
  static readonly options = z.strictObject({}).describe('takes frames out of a numpy array that is there already');

  constructor(options: z.input<typeof ArrayDecode.options> = {}) {
    super();
    ArrayDecode.options.parse(options);
  }

  override transform(results: Results): Results {
    const { data, shape } = arrayOf(results);
    const offset = Number(results['offset'] ?? 0);
    const [count, height, width, channels] = shape;
    const size = height * width * channels;
    const chosen = chosenFrames(results);
    const frames = allocateFrames([chosen.length, height, width, channels]);
    for (const [place, index] of chosen.entries()) {
      const frame = index + offset;
      if (frame < 0 || frame >= count) throw wrong(`there is no frame ${frame} in \`array\`: it has ${count}, from 0`);
      frames.data.set(data.subarray(frame * size, (frame + 1) * size), place * size);
    }
    setFrames(results, frames);
    results['original_shape'] = results['img_shape'];
    return results;
  }
}

function arrayOf(results: Results): { data: Uint8Array; shape: [number, number, number, number] } {
  const { array, modality } = results as { array?: NdArray; modality?: string };
  if (!(array?.data instanceof Uint8Array) || array.shape.length !== 4) {
    throw wrong('ArrayDecode needs `array`, [T, H, W, C] uint8');
  }
  const channels = modality === 'Flow' ? 2 : 3;
  if (array.shape[3] !== channels) {
    throw wrong(`\`array\` has ${array.shape[3]} channels, and modality ${modality} has ${channels}`);
  }
  return { data: array.data, shape: array.shape as [number, number, number, number] };
}

function wrong(message: string): DataError {
  return new DataError('MMA_DATA_ARRAY', message, { hint: 'InferencerPackInput with input_format array packs one' });
}
