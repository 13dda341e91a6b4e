import type { FrameStreamInfo, Frames } from '@mma/video';
import type { FrameSource } from './split-pipeline.js';

/** Frames that have been decoded already, by number, for transforms that decode. */
export class CollectedFrames implements FrameSource {
  /** @param pictures RGB, [height, width, 3]; undefined for those that could not be decoded */
  constructor(
    readonly info: FrameStreamInfo,
    private readonly pictures: ReadonlyMap<number, Uint8Array | undefined> = new Map(),
  ) {}

  /** As `VideoReader.read`; the nearest frame stands in for one that could not be decoded. */
  async read(numbers: ArrayLike<number>): Promise<Frames> {
    const { width, height } = this.info;
    const size = width * height * 3;
    const data = new Uint8Array(numbers.length * size);
    for (let place = 0; place < numbers.length; place++) data.set(this.nearest(numbers[place]!), place * size);
    return { data, shape: [numbers.length, height, width, 3] };
  }

  /** The frame itself: going back to key frames saves nothing where every frame has been decoded. */
  keyFrameBefore(number: number): number {
    return number;
  }

  /** Nothing: pictures go with the last window that has them. */
  async close(): Promise<void> {}

  private nearest(number: number): Uint8Array {
    const picture = this.pictures.get(number);
    if (picture !== undefined) return picture;
    const there = [...this.pictures].filter((entry): entry is [number, Uint8Array] => entry[1] !== undefined);
    return there.reduce((a, b) => (Math.abs(a[0] - number) <= Math.abs(b[0] - number) ? a : b))[1];
  }
}
