import { type NdArray, sizeOf, type TypedArray } from '@mma/engine';
import { DataError } from '../../errors.js';

/**
 * The pictures of each clip of optical flow become channels of one picture: `[clips·length, H, W, 2]` →
 * `[clips, H, W, 2·length]`, x and y of the first picture first. Pictures of x and y by turns (`[…, H, W, 1]`) count as half.
 */
export function stackFlow(flow: NdArray<TypedArray>, length: number): NdArray<TypedArray> {
  const [count, height, width, channels] = flow.shape as [number, number, number, number];
  const together = channels === 1 ? 2 * length : length;
  const clips = count / together;
  if (!Number.isInteger(clips)) {
    throw new DataError(
      'MMA_DATA_FORMAT',
      `FormatShape: ${count} pictures of flow are not whole clips of clip_len ${length}`,
      {
        hint: 'sample with SampleFrames, which writes clip_len',
      },
    );
  }
  if (together === 1) return flow;
  const shape = [clips, height, width, together * channels];
  const data = new (flow.data.constructor as new (size: number) => TypedArray)(sizeOf(shape));
  const size = height * width;
  for (let clip = 0, out = 0; clip < clips; clip++) {
    for (let pixel = 0; pixel < size; pixel++) {
      for (let t = 0; t < together; t++) {
        const from = ((clip * together + t) * size + pixel) * channels;
        for (let c = 0; c < channels; c++) data[out++] = flow.data[from + c]!;
      }
    }
  }
  return { data, shape };
}
