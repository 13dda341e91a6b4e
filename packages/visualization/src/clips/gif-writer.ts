import { GifEncoder } from '@napi-rs/canvas';
import type { ClipSink, ClipSinkOptions } from './clip-sink.js';
import { writeWhole } from './write-whole.js';

/** Players show pictures for whole hundredths of a second, and take less than two of these for ten. */
const TICKS_PER_SECOND = 100;
const FEWEST_TICKS = 2;

/**
 * Writes RGB pictures as a GIF that plays for ever: 256 colours a picture, at the clip's own speed. Rates that a GIF cannot hold
 * (above 50 a second) keep the speed and leave pictures out. All of it is in memory until it is written: for clips, not for films.
 */
export class GifWriter implements ClipSink {
  readonly #encoder: GifEncoder;
  /** Where RGB pictures become RGBA. */
  readonly #rgba: Uint8Array | undefined;
  #frames = 0;
  #ticks = 0;

  constructor(
    private readonly path: string,
    private readonly options: ClipSinkOptions,
  ) {
    const { width, height, pixels } = options;
    this.#encoder = new GifEncoder(width, height, { repeat: 0 });
    if (pixels !== 'rgba') this.#rgba = new Uint8Array(width * height * 4).fill(255);
  }

  async write(picture: Uint8Array): Promise<void> {
    this.#frames += 1;
    const ticks = Math.round((this.#frames * TICKS_PER_SECOND) / this.options.fps) - this.#ticks;
    if (ticks < FEWEST_TICKS) return;
    this.#ticks += ticks;
    const { width, height } = this.options;
    const rgba = this.#rgba === undefined ? picture : addAlpha(picture, this.#rgba);
    this.#encoder.addFrame(rgba, width, height, { delay: (ticks * 1000) / TICKS_PER_SECOND });
  }

  async close(): Promise<void> {
    await writeWhole(this.path, this.#encoder.finish(), this.options);
  }

  async abort(): Promise<void> {
    this.#encoder.dispose();
  }
}

function addAlpha(rgb: Uint8Array, rgba: Uint8Array): Uint8Array {
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
  }
  return rgba;
}
