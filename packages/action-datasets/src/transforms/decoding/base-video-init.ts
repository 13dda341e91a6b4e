import { extname } from 'node:path';
import { BaseTransform, type Results } from '@mma/engine';
import { VideoReader } from '@mma/video';

/**
 * Opens the sample's video. One decoder (`@mma/video`) serves all of MMAction2's names, frame-exactly.
 *
 * Reads `filename` (`.mp4` is added to a name without an extension); writes `video_reader`, `total_frames` (counted), `avg_fps`.
 *
 * @throws VideoError when the file is missing or is not a video
 */
export abstract class BaseVideoInit extends BaseTransform {
  override async transform(results: Results): Promise<Results> {
    const filename = String(results['filename']);
    const reader = await VideoReader.open(extname(filename) === '' ? `${filename}.mp4` : filename);
    results['video_reader'] = reader;
    results['total_frames'] = reader.info.numFrames;
    results['avg_fps'] = reader.info.fps;
    return results;
  }
}
