import { AV_FRAME_FLAG_DISCARD, AV_NOPTS_VALUE } from 'node-av/constants';
import { avGetCodecName, type CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import { Demuxer } from '../demuxer.js';
import { openDecoder } from '../open-decoder.js';
import { breathe } from '../pace.js';
import { RgbConverter } from '../rgb-converter.js';
import { type Rotation, readRotation } from '../rotation.js';
import { LiveDemuxer, type LiveOptions } from './live-demuxer.js';

export interface FrameStreamInfo {
  /** Path or address, without a password. */
  readonly path: string;
  /** In pixels, of the upright picture. */
  readonly width: number;
  /** In pixels, of the upright picture. */
  readonly height: number;
  /** Frames a second, as the source says; 25 where it says nothing. */
  readonly fps: number;
  /** FFmpeg's name of the codec: `h264`, `hevc`, `rawvideo`, … */
  readonly codec: string;
  /** How the stored picture is turned, in degrees clockwise, before it is handed out. */
  readonly rotation: Rotation;
  /** In seconds, as a file's header says; undefined where it says nothing, and of live sources. */
  readonly duration: number | undefined;
}

/** A frame's place. */
export interface StreamedFrame {
  /** Counted from 0 in the order they are shown; frames that were dropped count too. */
  readonly number: number;
  /** In seconds, from the first frame on. */
  readonly time: number;
}

interface Packets {
  readonly path: string;
  readonly stream: Stream;
  readonly packet: Packet;
  /** Packets left out so far. */
  readonly dropped?: number;
  next(): boolean | Promise<boolean>;
  close(): void | Promise<void>;
}

const FALLBACK_FPS = 25;

/**
 * The frames of a video in the order they are shown, once, each decoded where its turn comes: a long file, in memory that does not grow with
 * its length, or a live source. `VideoReader` is for frames by number.
 *
 * @example
 * ```ts
 * await using stream = await FrameStream.openFile('long.mp4');
 * while (await stream.next()) console.log(stream.frame.time, stream.rgb()); // Uint8Array [height, width, 3]
 * ```
 */
export class FrameStream {
  readonly info: FrameStreamInfo;
  readonly #packets: Packets;
  readonly #decoder: CodecContext;
  readonly #converter: RgbConverter;
  readonly #decoded = new Frame();
  #frame: StreamedFrame | undefined;
  #firstPts: bigint | undefined;
  #seen = 0;
  #dropped = 0;
  #isDraining = false;
  #isClosed = false;

  private constructor(packets: Packets, duration?: number) {
    this.#packets = packets;
    this.info = describe(packets, duration);
    const { width, height } = packets.stream.codecpar;
    this.#decoder = openDecoder(packets.stream, packets.path);
    this.#converter = new RgbConverter({ width, height, rotation: this.info.rotation });
    this.#decoded.alloc();
  }

  /**
   * A local file. It is opened and nothing else, whatever its path looks like and whatever it refers to.
   *
   * @throws VideoError `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM`
   */
  static async openFile(path: string): Promise<FrameStream> {
    const demuxer = await Demuxer.open(path);
    return FrameStream.#of(demuxer, demuxer.duration);
  }

  /**
   * A live source: a camera (`/dev/video0`, on Linux), a named pipe, or an address (`rtsp`, `http`, `rtmp`, `srt`, `udp`, `tcp`). It is
   * asked for nothing twice: who reads too slowly misses frames, and is never further behind than `maxLag`.
   *
   * @throws VideoError `MMA_VIDEO_STREAM` where it cannot be reached, `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM`
   */
  static async openLive(source: string, options: LiveOptions = {}): Promise<FrameStream> {
    return FrameStream.#of(await LiveDemuxer.open(source, options));
  }

  static async #of(packets: Packets, duration?: number): Promise<FrameStream> {
    try {
      return new FrameStream(packets, duration);
    } catch (error) {
      await packets.close();
      throw error;
    }
  }

  /** Where the frame lies that `next` found. */
  get frame(): StreamedFrame | undefined {
    return this.#frame;
  }

  /** Frames of a live source that were left out so far because they would have come too late. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Goes to the next frame that can be decoded. One call at a time.
   *
   * @returns undefined at the end
   * @throws VideoError `MMA_VIDEO_STREAM` where a live source breaks off
   */
  async next(): Promise<StreamedFrame | undefined> {
    for (;;) {
      if (this.#isClosed) return undefined;
      this.#decoded.unref();
      if (this.#decoder.receiveFrameSync(this.#decoded) >= 0) {
        if ((this.#decoded.flags & AV_FRAME_FLAG_DISCARD) !== 0) continue;
        this.#frame = { number: this.#dropped + this.#seen++, time: this.#time() };
        await breathe();
        return this.#frame;
      }
      if (this.#isDraining) return undefined;
      await this.#feed();
    }
  }

  /**
   * The present frame's picture, in memory of its own.
   *
   * @returns RGB [height, width, 3]
   */
  rgb(): Uint8Array<ArrayBuffer> {
    const { width, height } = this.info;
    const picture = new Uint8Array(width * height * 3);
    this.#converter.convert(this.#decoded, picture);
    return picture;
  }

  /** Ends reading, also a `next` that waits for a live source, and frees what FFmpeg holds. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#packets.close();
    this.#decoded.free();
    this.#converter.close();
    this.#decoder.freeContext();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #feed(): Promise<void> {
    const hasMore = await this.#packets.next();
    if (this.#isClosed) return;
    if (!hasMore) {
      this.#isDraining = true;
      this.#decoder.sendPacketSync(null);
      return;
    }
    const { dropped = 0 } = this.#packets;
    if (dropped > this.#dropped) {
      this.#dropped = dropped;
      this.#decoder.flushBuffers();
    }
    // A damaged packet is refused here, and its frame is missing.
    this.#decoder.sendPacketSync(this.#packets.packet);
  }

  #time(): number {
    const pts = this.#decoded.bestEffortTimestamp;
    if (pts === AV_NOPTS_VALUE) return (this.#dropped + this.#seen - 1) / this.info.fps;
    this.#firstPts ??= pts;
    return Number(pts - this.#firstPts) * this.#packets.stream.timeBase.toDouble();
  }
}

function describe({ path, stream }: Packets, duration: number | undefined): FrameStreamInfo {
  const { width, height, codecId } = stream.codecpar;
  const rotation = readRotation(stream.codecpar);
  const isOnSide = rotation === 90 || rotation === 270;
  const rates = [stream.avgFrameRate, stream.rFrameRate].filter(({ num, den }) => num > 0 && den > 0);
  return {
    path,
    width: isOnSide ? height : width,
    height: isOnSide ? width : height,
    fps: rates[0]?.toDouble() ?? FALLBACK_FPS,
    codec: avGetCodecName(codecId) ?? 'unknown',
    rotation,
    duration,
  };
}
