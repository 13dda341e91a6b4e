import type { Results } from '@mma/engine';
import { DataError } from '../../errors.js';
import type { Frames } from '../../image/frames.js';

/**
 * Height and width of a sample's pictures as the steps before have left them; of a skeleton without pictures, what its
 * coordinates refer to.
 *
 * @throws DataError `MMA_DATA_NO_FRAMES`
 */
export function pictureShape(results: Results, step: string): readonly [height: number, width: number] {
  const imgs = results['imgs'] as Frames | undefined;
  // While lazy steps are put off, `img_shape` is ahead of the pictures.
  if (imgs?.shape?.length === 4 && results['lazy'] === undefined) return [imgs.shape[1], imgs.shape[2]];
  const shape = results['img_shape'] as readonly [number, number] | undefined;
  if (shape !== undefined) return shape;
  throw new DataError(
    'MMA_DATA_NO_FRAMES',
    `${step} needs \`imgs\` ([T, H, W, C] uint8) or \`img_shape\`, and no earlier step made them`,
    { hint: 'put a decoding step (DecordInit, SampleFrames, DecordDecode) before it in the pipeline' },
  );
}
