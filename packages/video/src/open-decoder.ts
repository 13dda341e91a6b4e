import type { AVCodecFlag2 } from 'node-av/constants';
import { Codec, CodecContext, type Stream } from 'node-av/lib';
import { VideoError } from './errors.js';
import { reason } from './ffmpeg.js';

/**
 * A decoder for a stream, with one thread; the caller frees it.
 *
 * @param name of the video, for messages
 * @throws VideoError `MMA_VIDEO_CORRUPT` if there is no decoder for the stream, or it refuses it
 */
export function openDecoder(stream: Stream, name: string, { flags2 }: { flags2?: AVCodecFlag2 } = {}): CodecContext {
  const { codecpar, timeBase } = stream;
  const codec = Codec.findDecoder(codecpar.codecId);
  if (!codec) {
    throw new VideoError('MMA_VIDEO_CORRUPT', `No decoder for the video stream of ${name}.`, {
      hint: 'Re-encode it as H.264.',
    });
  }
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(codecpar);
  context.pktTimebase = timeBase;
  // Worker threads decode several videos at once already; threads within one only add delay and copies.
  context.threadCount = 1;
  if (flags2 !== undefined) context.setFlags2(flags2);
  const opened = context.open2Sync(codec);
  if (opened < 0) {
    context.freeContext();
    throw new VideoError('MMA_VIDEO_CORRUPT', `Cannot decode video ${name}: ${reason(opened)}.`, {
      hint: 'The stream header is damaged; copy or download the file again.',
    });
  }
  return context;
}
