import { stat } from 'node:fs/promises';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AVDISCARD_ALL,
  AVERROR_INVALIDDATA,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { Dictionary, FormatContext, Packet, type Stream } from 'node-av/lib';
import { VideoError } from './errors.js';
import { fileUrl, reason } from './ffmpeg.js';

/** FFmpeg's unit of a file's duration, a second. */
const MICROSECONDS = 1e6;

/** The compressed packets of a file's video stream, in the order they are stored. */
export class Demuxer {
  /** The packet that `next()` read last; valid until the following call. */
  readonly packet = new Packet();
  #format: FormatContext;
  #stream: Stream;
  #isUnread = false;

  private constructor(
    readonly path: string,
    format: FormatContext,
    stream: Stream,
  ) {
    this.#format = format;
    this.#stream = stream;
    this.packet.alloc();
  }

  /** @throws VideoError `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM` */
  static async open(path: string): Promise<Demuxer> {
    await checkIsFile(path);
    const { format, stream } = openVideo(path);
    return new Demuxer(path, format, stream);
  }

  get stream(): Stream {
    return this.#stream;
  }

  /** In seconds, as the file's header says. */
  get duration(): number | undefined {
    const { duration } = this.#format;
    return duration > 0n ? Number(duration) / MICROSECONDS : undefined;
  }

  /** Reads the next video packet; false at the end of the file, or where it is too damaged to go on. */
  next(): boolean {
    if (this.#isUnread) {
      this.#isUnread = false;
      return true;
    }
    for (;;) {
      this.packet.unref();
      if (this.#format.readFrameSync(this.packet) < 0) return false;
      if (this.packet.streamIndex === this.#stream.index) return true;
    }
  }

  /** Makes the following `next()` give the present packet once more. */
  unread(): void {
    this.#isUnread = true;
  }

  /** Jumps to the key packet at or before a time in stream units; false where the container cannot. */
  seek(timestamp: bigint): boolean {
    this.#isUnread = false;
    return this.#format.seekFrameSync(this.#stream.index, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
  }

  /** Goes back to the first packet by opening the file again, which works for every container. */
  reopen(): void {
    this.#isUnread = false;
    const { format, stream } = openVideo(this.path);
    this.#format.closeInputSync();
    this.#format = format;
    this.#stream = stream;
  }

  close(): void {
    this.packet.free();
    this.#format.closeInputSync();
  }
}

/** @throws VideoError for what is not there, a folder or an empty file */
export async function checkIsFile(path: string): Promise<void> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${cause.code})`;
    throw new VideoError('MMA_VIDEO_NOT_FOUND', `Cannot open video ${path}: ${why}.`, {
      hint: 'Check the path, and the data prefix in the config if it comes from an annotation file.',
      cause,
    });
  });
  if (status.isDirectory()) {
    throw new VideoError('MMA_VIDEO_NOT_FOUND', `Cannot open video ${path}: it is a folder.`, {
      hint: 'Name a video file.',
    });
  }
  if (status.isFile() && status.size === 0) {
    throw new VideoError('MMA_VIDEO_CORRUPT', `Cannot open video ${path}: the file is empty (0 bytes).`, {
      hint: 'Copy or download it again.',
    });
  }
}

/** Opens a local file, and nothing that it may refer to. */
export function openVideo(path: string): { format: FormatContext; stream: Stream } {
  const format = new FormatContext();
  // A playlist disguised as a video must not make us open other files or the network.
  const options = Dictionary.fromObject({ protocol_whitelist: 'file' });
  const opened = format.openInputSync(fileUrl(path), null, options);
  options.free();
  if (opened < 0) throw notAVideo(path, opened);
  try {
    const probed = format.findStreamInfoSync();
    if (probed < 0) throw notAVideo(path, probed);
    return { format, stream: selectVideo(path, format) };
  } catch (error) {
    format.closeInputSync();
    throw error;
  }
}

const KINDS_WITH_CONTENT: readonly number[] = [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE];

/** The stream with the pictures; the others are left unread. */
export function selectVideo(path: string, format: FormatContext): Stream {
  const kinds = format.streams.map((other) => other.codecpar.codecType);
  // A table of contents cut off in the middle leaves streams of no particular kind.
  if (!kinds.some((kind) => KINDS_WITH_CONTENT.includes(kind))) throw notAVideo(path, AVERROR_INVALIDDATA);
  const best = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const stream = best >= 0 ? format.streams[best] : undefined;
  // An audio file's cover picture is listed as a video stream of one frame.
  if (!stream || stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) {
    throw new VideoError('MMA_VIDEO_NO_STREAM', `${path} has no video stream (audio or subtitles only).`, {
      hint: 'Leave it out of the annotation list, or find the video it came from.',
    });
  }
  if (stream.codecpar.width <= 0 || stream.codecpar.height <= 0) {
    throw new VideoError('MMA_VIDEO_CORRUPT', `The video stream of ${path} does not say its picture size.`, {
      hint: 'The file is probably cut off near its beginning; copy or download it again.',
    });
  }
  for (const other of format.streams) if (other.index !== stream.index) other.discard = AVDISCARD_ALL;
  return stream;
}

function notAVideo(path: string, status: number): VideoError {
  return new VideoError('MMA_VIDEO_CORRUPT', `Cannot open video ${path}: ${reason(status)}.`, {
    hint: 'It is not a video file, or it is damaged or cut off; try to play it, and copy or download it again.',
  });
}
