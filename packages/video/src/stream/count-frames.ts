import { AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import { Demuxer } from '../demuxer.js';
import { breathe } from '../pace.js';

/**
 * How many frames a local file has, counted without decoding them and without keeping anything of them.
 *
 * @throws VideoError `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM`
 */
export async function countFrames(path: string): Promise<number> {
  const demuxer = await Demuxer.open(path);
  try {
    let frames = 0;
    let endsCorrupt = false;
    while (demuxer.next()) {
      const { flags } = demuxer.packet;
      if ((flags & AV_PKT_FLAG_DISCARD) === 0) frames++;
      endsCorrupt = (flags & AV_PKT_FLAG_CORRUPT) !== 0;
      await breathe();
    }
    // A file that was cut off ends in part of a frame.
    return endsCorrupt ? frames - 1 : frames;
  } finally {
    demuxer.close();
  }
}
