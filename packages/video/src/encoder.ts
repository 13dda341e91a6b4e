import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_RGB24,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_SMPTE170M,
  type AVPixelFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import {
  avImageCopy2,
  Codec,
  CodecContext,
  FormatContext,
  Frame,
  Packet,
  type Rational,
  SoftwareScaleContext,
  type Stream,
} from 'node-av/lib';
import { VideoError } from './errors.js';
import { fileUrl, reason } from './ffmpeg.js';
import { displayMatrix, type Rotation } from './rotation.js';

export interface EncoderOptions {
  /** FFmpeg's name of the container: `mp4`, `matroska`, `avi`. */
  readonly container: string;
  /** FFmpeg's name of the encoder. */
  readonly codec: FFEncoderCodec;
  /** Pictures are taken as they are: the pixel format must allow the size. */
  readonly width: number;
  readonly height: number;
  readonly fps: Rational;
  readonly pixelFormat?: AVPixelFormat;
  /** Of the pictures that `encode` gets: `rgb` by default; the fourth byte of `rgba` means nothing. */
  readonly pixels?: 'rgb' | 'rgba';
  /** Written beside the stream; the pictures are not turned. */
  readonly rotation?: Rotation;
  /** Frames from one key frame to the next, at most. */
  readonly gop?: number;
  /** Options of the encoder by FFmpeg's names. */
  readonly codecOptions?: Readonly<Record<string, string | number>>;
}

/** RGB (or RGBA) pictures into one file, through one FFmpeg encoder. Every call is synchronous. */
export class Encoder {
  readonly #path: string;
  readonly #size: { width: number; height: number };
  readonly #source: { format: AVPixelFormat; bytes: number };
  readonly #format = new FormatContext();
  readonly #context = new CodecContext();
  readonly #scaler = new SoftwareScaleContext();
  readonly #rgb = new Frame();
  readonly #yuv = new Frame();
  readonly #packet = new Packet();
  #stream: Stream | undefined;
  #nextPts = 0;
  #isClosed = false;

  /** @throws VideoError `MMA_VIDEO_WRITE` */
  constructor(path: string, options: EncoderOptions) {
    this.#path = path;
    this.#size = { width: options.width, height: options.height };
    this.#source =
      options.pixels === 'rgba' ? { format: AV_PIX_FMT_RGBA, bytes: 4 } : { format: AV_PIX_FMT_RGB24, bytes: 3 };
    this.#packet.alloc();
    try {
      this.#openContainer(options);
      this.#allocateFrames(options);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * @param picture [height, width, 3], or 4 for `rgba`
   * @param pts when to show it, in frames; by default one after the last
   */
  encode(picture: Uint8Array, pts: number = this.#nextPts): void {
    const { width, height } = this.#size;
    const { format, bytes } = this.#source;
    const view = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
    avImageCopy2(this.#rgb.data!, this.#rgb.linesize, [view], [width * bytes], format, width, height);
    // The encoder may still hold the picture before.
    this.#check(this.#yuv.makeWritable(), 'prepare a frame');
    this.#check(this.#scaler.scaleFrameSync(this.#yuv, this.#rgb), 'convert a frame');
    this.#yuv.pts = BigInt(pts);
    this.#nextPts = pts + 1;
    this.#check(this.#context.sendFrameSync(this.#yuv), 'encode a frame');
    this.#writePackets();
  }

  /** Writes what the encoder still holds, and the end of the file. */
  finish(): void {
    this.#check(this.#context.sendFrameSync(null), 'finish encoding');
    this.#writePackets();
    this.#check(this.#format.writeTrailerSync(), 'finish the file');
  }

  /** Closing twice is harmless. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#packet.free();
    this.#rgb.free();
    this.#yuv.free();
    this.#scaler.freeContext();
    this.#context.freeContext();
    this.#format.freeContext();
  }

  #openContainer(options: EncoderOptions): void {
    const codec = Codec.findEncoderByName(options.codec);
    if (!codec) {
      throw new VideoError('MMA_VIDEO_WRITE', `This build of FFmpeg has no ${options.codec} encoder.`);
    }
    this.#check(this.#format.allocOutputContext2(null, options.container, fileUrl(this.#path)), 'set up the container');
    this.#openCodec(codec, options);

    this.#stream = this.#format.newStream(codec);
    this.#stream.timeBase = this.#context.timeBase;
    this.#stream.avgFrameRate = options.fps;
    this.#check(this.#stream.codecpar.fromContext(this.#context), 'set up the stream');
    if (options.rotation) {
      this.#stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(options.rotation));
    }

    this.#check(this.#format.openOutputSync(), 'create the file');
    // With the table of contents in front, a browser plays the file while it loads.
    if (options.container === 'mp4')
      this.#check(this.#format.setOption('movflags', '+faststart'), 'set up the container');
    this.#check(this.#format.writeHeaderSync(), 'write the header');
  }

  #openCodec(codec: Codec, options: EncoderOptions): void {
    const context = this.#context;
    context.allocContext3(codec);
    context.width = options.width;
    context.height = options.height;
    context.pixelFormat = options.pixelFormat ?? AV_PIX_FMT_YUV420P;
    context.timeBase = options.fps.inv();
    context.framerate = options.fps;
    context.colorSpace = AVCOL_SPC_SMPTE170M;
    context.colorRange = AVCOL_RANGE_MPEG;
    // Encoders' output depends on the number of threads: one makes equal input equal files on every machine.
    context.threadCount = 1;
    if (options.gop !== undefined) context.gopSize = options.gop;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    // Not by a dictionary: node-av's open2Sync leaves the one it is given freed, and freeing it again is a crash.
    for (const [name, value] of Object.entries(options.codecOptions ?? {})) {
      this.#check(context.setOption(name, value), `set ${name}=${value}`);
    }
    this.#check(context.open2Sync(codec), 'set up the encoder');
  }

  #allocateFrames(options: EncoderOptions): void {
    const formats = [
      [this.#rgb, this.#source.format],
      [this.#yuv, this.#context.pixelFormat],
    ] as const;
    for (const [frame, format] of formats) {
      frame.alloc();
      frame.width = options.width;
      frame.height = options.height;
      frame.format = format;
      this.#check(frame.getBuffer(), 'allocate a frame');
    }
    this.#yuv.colorSpace = AVCOL_SPC_SMPTE170M;
    this.#yuv.colorRange = AVCOL_RANGE_MPEG;
    this.#scaler.allocContext();
    this.#scaler.setOption('sws_flags', 'bicubic');
  }

  #writePackets(): void {
    while (this.#context.receivePacketSync(this.#packet) >= 0) {
      this.#packet.streamIndex = this.#stream!.index;
      // Without a length the last frame of a file lasts no time at all.
      if (this.#packet.duration === 0n) this.#packet.duration = 1n;
      this.#packet.rescaleTs(this.#context.timeBase, this.#stream!.timeBase);
      this.#check(this.#format.interleavedWriteFrameSync(this.#packet), 'write a frame');
    }
  }

  #check(status: number, what: string): void {
    if (status >= 0) return;
    throw new VideoError('MMA_VIDEO_WRITE', `Cannot ${what} of video ${this.#path}: ${reason(status)}.`, {
      hint: 'Check that the folder exists and is writable, and that the disk is not full.',
    });
  }
}
