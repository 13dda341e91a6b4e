import { extname } from 'node:path';
import { BaseTransform, type Results, TRANSFORMS } from '@mma/engine';
import { VideoReader } from '@mma/video';
import { z } from 'zod';

/**
 * Opens the sample's video. One decoder (`@mma/video`) serves all three of MMAction2's names, frame-exactly.
 *
 * Reads `filename` (`.mp4` is added to a name without an extension); writes `video_reader`, `total_frames`, `avg_fps`.
 *
 * @throws VideoError when the file is missing or is not a video
 */
@TRANSFORMS.register({ name: 'DecordInit', aliases: ['OpenCVInit', 'PyAVInit'] })
export class VideoInit extends BaseTransform {
  static readonly options = z.strictObject({
    ioBackend: z.enum(['disk', 'local']).default('disk').describe('where videos are'),
    numThreads: z.int().positive().default(1).describe('accepted without effect: data workers decode side by side'),
  });

  constructor(options: z.input<typeof VideoInit.options> = {}) {
    super();
    VideoInit.options.parse(options);
  }

  override async transform(results: Results): Promise<Results> {
    const filename = String(results['filename']);
    const reader = await VideoReader.open(extname(filename) === '' ? `${filename}.mp4` : filename);
    results['video_reader'] = reader;
    results['total_frames'] = reader.info.numFrames;
    results['avg_fps'] = reader.info.fps;
    return results;
  }
}
