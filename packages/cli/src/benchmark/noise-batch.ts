import type { Config } from '@mma/config';
import type { BaseModel, Batch } from '@mma/engine';

/** A batch of noise with labels, of the shape that the config's samples have. */
export function noiseBatch(
  model: BaseModel,
  config: Config,
  { size, video }: { size: number; video: readonly [frames: number, height: number, width: number] },
): Batch {
  const [frames, height, width] = video;
  const isClip = config.get('model.data_preprocessor.format_shape') === 'NCTHW';
  const shape = isClip ? [1, frames, height, width, 3] : [frames, height, width, 3];
  const length = frames * height * width * 3;
  const classes = model.numClasses ?? 1;
  return {
    inputs: Array.from({ length: size }, (_, video) => ({
      data: Uint8Array.from({ length }, (_each, index) => Math.imul(index + video, 0x9e3779b1) >>> 24),
      shape,
    })),
    dataSamples: Array.from({ length: size }, (_, video) => ({ metainfo: {}, gtLabel: [video % classes] })),
  };
}
