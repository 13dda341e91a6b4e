import { Decoder } from './decoder.js';
import { Demuxer } from './demuxer.js';
import { VideoError } from './errors.js';
import type { FrameIndex } from './frame-index.js';
import { survey, type VideoInfo } from './probe.js';
import { RgbConverter } from './rgb-converter.js';

/** RGB frames in one piece of memory of their own, so that it can be transferred between threads. */
export interface Frames {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly shape: readonly [frames: number, height: number, width: number, channels: 3];
}

/**
 * Frame-exact random access to a video.
 *
 * FFmpeg is called synchronously, in slices of a dozen milliseconds with a turn of the event loop between them: that takes
 * a quarter less processor time than its asynchronous calls (docs/adr/0004). Do not `terminate()` a worker thread that reads;
 * send it a message, which it sees within a slice.
 *
 * @example
 * ```ts
 * await using reader = await VideoReader.open('clip.mp4');
 * const { data, shape } = await reader.read([0, 50, 100]); // [3, height, width, 3]
 * ```
 */
export class VideoReader {
  readonly info: VideoInfo;
  readonly #demuxer: Demuxer;
  readonly #index: FrameIndex;
  readonly #decoder: Decoder;
  readonly #converter: RgbConverter;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(demuxer: Demuxer, index: FrameIndex, info: VideoInfo) {
    this.info = info;
    this.#demuxer = demuxer;
    this.#index = index;
    this.#decoder = new Decoder(demuxer, index);
    const { width, height } = demuxer.stream.codecpar;
    this.#converter = new RgbConverter({ width, height, rotation: info.rotation });
  }

  /** @throws VideoError `MMA_VIDEO_NOT_FOUND`, `MMA_VIDEO_CORRUPT` or `MMA_VIDEO_NO_STREAM` */
  static async open(path: string): Promise<VideoReader> {
    const demuxer = await Demuxer.open(path);
    try {
      const { index, info } = await survey(demuxer);
      return new VideoReader(demuxer, index, info);
    } catch (error) {
      demuxer.close();
      throw error;
    }
  }

  /**
   * Reads frames by number, counted from 0 in the order they are shown. The numbers may come in any order and more than
   * once; each frame is decoded once. Calls that overlap are served one after the other. Reading on from where the last
   * call ended costs no more than one call for all.
   *
   * @throws VideoError `MMA_VIDEO_FRAME_RANGE` for a number that is no frame, `MMA_VIDEO_CORRUPT` for damaged data,
   * `MMA_VIDEO_CLOSED` after `close`
   */
  async read(indices: ArrayLike<number>): Promise<Frames> {
    const numbers = Array.from(indices);
    const reading = this.#queue.then(() => this.#read(numbers));
    this.#queue = reading.catch(() => undefined);
    return reading;
  }

  /**
   * The key frame from which decoding towards a frame begins: the frame itself, or one before it, that costs no other frames.
   * Where frames cannot be told apart by their times, the frame itself.
   *
   * @throws VideoError `MMA_VIDEO_FRAME_RANGE` for a number that is no frame
   */
  keyFrameBefore(number: number): number {
    this.#checkRange(number);
    const { isTimed, startOfFrame, frameOfPacket } = this.#index;
    const key = isTimed ? frameOfPacket[startOfFrame[number]!]! : number;
    // A key frame that is never shown has no number.
    return key >= 0 && key <= number ? key : number;
  }

  /** Frees what FFmpeg holds, after the calls under way; closing twice is harmless. */
  async close(): Promise<void> {
    await this.#queue;
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#converter.close();
    this.#decoder.close();
    this.#demuxer.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #read(numbers: readonly number[]): Promise<Frames> {
    if (this.#isClosed) throw new VideoError('MMA_VIDEO_CLOSED', `${this.info.path} is closed: no frame can be read.`);
    for (const number of numbers) this.#checkRange(number);
    const { height, width } = this.info;
    const size = height * width * 3;
    const data = new Uint8Array(numbers.length * size);

    const places = new Map<number, number[]>();
    for (const [place, number] of numbers.entries()) {
      const known = places.get(number);
      if (known) known.push(place);
      else places.set(number, [place]);
    }
    const wanted = [...places.keys()].sort((a, b) => a - b);
    await this.#decoder.decode(wanted, (frame, number) => {
      const [first, ...repeats] = places.get(number)!.map((place) => place * size);
      this.#converter.convert(frame, data.subarray(first!, first! + size));
      for (const repeat of repeats) data.copyWithin(repeat, first!, first! + size);
    });
    return { data, shape: [numbers.length, height, width, 3] };
  }

  #checkRange(number: number): void {
    const { numFrames, path } = this.info;
    if (Number.isInteger(number) && number >= 0 && number < numFrames) return;
    throw new VideoError('MMA_VIDEO_FRAME_RANGE', `${path} has no frame ${number}: it has ${numFrames}, from 0.`, {
      hint: `Ask for whole numbers from 0 to ${numFrames - 1}; check total_frames and start_index in the annotations.`,
    });
  }
}
