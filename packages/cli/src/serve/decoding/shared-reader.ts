import type { Frames, VideoReader } from '@mma/video';

/** Frames that are kept at once, in bytes; more are decoded again where they are needed. */
const BUDGET = 256 * 2 ** 20;

/**
 * One open video for several passes of a pipeline. Frames that any pass will ask for are decoded in one go, in the order in which they are
 * stored; going back to a key frame for each pass costs many times that.
 */
export class SharedReader {
  readonly #kept = new Map<number, Uint8Array>();

  constructor(private readonly reader: VideoReader) {}

  get info(): VideoReader['info'] {
    return this.reader.info;
  }

  /** Decodes frames that will be asked for, if they are not too much to keep. */
  async prepare(numbers: Iterable<number>): Promise<void> {
    const { width, height } = this.info;
    const size = width * height * 3;
    const wanted = [...new Set(numbers)].sort((a, b) => a - b);
    if (wanted.length * size > BUDGET) return;
    const { data } = await this.reader.read(wanted);
    for (const [at, number] of wanted.entries()) this.#kept.set(number, data.subarray(at * size, (at + 1) * size));
  }

  /** As `VideoReader.read`. */
  async read(numbers: ArrayLike<number>): Promise<Frames> {
    const wanted = Array.from(numbers);
    if (!wanted.every((number) => this.#kept.has(number))) return this.reader.read(wanted);
    const { width, height } = this.info;
    const data = new Uint8Array(wanted.length * width * height * 3);
    for (const [at, number] of wanted.entries()) data.set(this.#kept.get(number)!, at * width * height * 3);
    return { data, shape: [wanted.length, height, width, 3] };
  }

  keyFrameBefore(number: number): number {
    return this.reader.keyFrameBefore(number);
  }

  /** Nothing: the video stays open for the next pass, and who opened it closes it. */
  async close(): Promise<void> {}
}
