import { AV_NOPTS_VALUE, AVERROR_EOF } from 'node-av/constants';
import { Dictionary, FormatContext, InputFormat, Packet, type Stream } from 'node-av/lib';
import { selectVideo } from '../demuxer.js';
import { VideoError } from '../errors.js';
import { reason } from '../ffmpeg.js';
import { DropGate } from './drop-gate.js';
import { type LiveAddress, liveAddress } from './live-address.js';

export interface LiveOptions {
  /** How long a source may send nothing before it counts as broken, in seconds; 10 by default. A named pipe may take any time. */
  readonly timeout?: number;
  /** How far decoding may lag behind the source, in seconds, before packets are dropped up to a key frame; 1 by default. */
  readonly maxLag?: number;
}

/** How much of a stream is looked at to learn what it holds, in microseconds. */
const ANALYSED = '2000000';

/** The compressed packets of a live source as they arrive, without those that would only add lag. */
export class LiveDemuxer {
  readonly packet = new Packet();
  readonly #gate: DropGate;
  #reading: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #dropped = 0;

  private constructor(
    readonly path: string,
    readonly stream: Stream,
    private readonly format: FormatContext,
    private readonly guard: Guard,
    maxLag: number,
  ) {
    this.#gate = new DropGate(maxLag);
    this.packet.alloc();
  }

  /** @throws VideoError `MMA_VIDEO_STREAM`, `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM` */
  static async open(source: string, { timeout = 10, maxLag = 1 }: LiveOptions = {}): Promise<LiveDemuxer> {
    const address = await liveAddress(source);
    const format = new FormatContext();
    format.allocContext();
    const guard = new Guard(format, timeout);
    try {
      const opened = await guard.watch(() => openInput(format, address));
      if (opened < 0) throw notConnected(address, guard.why(opened));
    } catch (error) {
      format.freeContext();
      throw error;
    }
    try {
      const analysed = await guard.watch(() => format.findStreamInfo());
      if (analysed < 0) throw notConnected(address, guard.why(analysed));
      return new LiveDemuxer(address.name, selectVideo(address.name, format), format, guard, maxLag);
    } catch (error) {
      await format.closeInput();
      throw error;
    }
  }

  /** Packets left out so far because decoding them would have come too late. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Waits for the next video packet; false where the source has ended.
   *
   * @throws VideoError `MMA_VIDEO_STREAM` where the source breaks off or sends nothing
   */
  async next(): Promise<boolean> {
    for (;;) {
      this.packet.unref();
      const reading = this.guard.watch(() => this.format.readFrame(this.packet));
      this.#reading = reading;
      const status = await reading;
      if (this.#isClosed || status === AVERROR_EOF) return false;
      if (status < 0) throw broken(this.path, this.guard.why(status));
      if (this.packet.streamIndex !== this.stream.index) continue;
      if (!this.#mustDrop()) return true;
      this.#dropped++;
    }
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.format.interrupt();
    await this.#reading;
    this.packet.free();
    await this.format.closeInput();
  }

  #mustDrop(): boolean {
    const { dts, pts, isKeyframe: isKey } = this.packet;
    const time = dts === AV_NOPTS_VALUE ? pts : dts;
    if (time === AV_NOPTS_VALUE) return false;
    return this.#gate.drops({
      time: Number(time) * this.stream.timeBase.toDouble(),
      now: performance.now() / 1000,
      isKey,
    });
  }
}

async function openInput(format: FormatContext, { url, format: name, options }: LiveAddress): Promise<number> {
  const input = name === undefined ? null : InputFormat.findInputFormat(name);
  if (name !== undefined && input === null) {
    throw new VideoError('MMA_VIDEO_STREAM', `This build of FFmpeg cannot read cameras on ${process.platform}.`, {
      hint: 'Cameras are read on Linux; elsewhere let a program send the pictures as a stream.',
    });
  }
  const dictionary = Dictionary.fromObject({ ...options, analyzeduration: ANALYSED });
  try {
    return await format.openInput(url, input, dictionary);
  } finally {
    dictionary.free();
  }
}

/** Ends a call that waits for longer than it may; FFmpeg may still give what it has, and all calls after that fail. */
class Guard {
  #hasExpired = false;

  constructor(
    private readonly format: FormatContext,
    private readonly seconds: number,
  ) {}

  async watch<T>(call: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#hasExpired = true;
      this.format.interrupt();
    }, this.seconds * 1000);
    try {
      return await call();
    } finally {
      clearTimeout(timer);
    }
  }

  why(status: number): string {
    return this.#hasExpired ? `nothing came for ${this.seconds} s` : reason(status);
  }
}

function notConnected({ name }: LiveAddress, why: string): VideoError {
  return new VideoError('MMA_VIDEO_STREAM', `Cannot open the stream ${name}: ${why}.`, {
    hint: 'Check the address, that the camera or server runs, and that no other program holds it; try it in a player.',
  });
}

function broken(name: string, why: string): VideoError {
  return new VideoError('MMA_VIDEO_STREAM', `The stream ${name} broke off: ${why}.`);
}
