import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { FF_ENCODER_LIBX264 } from 'node-av/constants';
import { Rational } from 'node-av/lib';
import { Encoder } from './encoder.js';
import { VideoError } from './errors.js';
import { breathe } from './pace.js';

export interface VideoWriterOptions {
  /** Frames a second. */
  readonly fps: number;
  /** In pixels, of the pictures that `write` gets. An odd size is rounded up in the file, the edge repeated. */
  readonly width: number;
  readonly height: number;
  /** Constant quality of H.264: 0 is lossless, 18 looks lossless, 51 is the worst; 23 by default. */
  readonly crf?: number;
  /** Constant quantiser in place of `crf`, on the same scale: quicker, because nothing is weighed up. */
  readonly qp?: number;
  /** Frames from one key frame to the next, at most; 250 by default. Small values make seeking cheap and files large. */
  readonly gop?: number;
  /** x264's speed: `veryfast` by default; `ultrafast` takes about a third of the time, for larger files. */
  readonly preset?: 'ultrafast' | 'veryfast';
  /** Of the pictures that `write` gets: `rgb` by default; the fourth byte of `rgba` means nothing. */
  readonly pixels?: 'rgb' | 'rgba';
  /** Whether `close` waits until the file is on the disk, so that it outlives a power cut; true by default. */
  readonly flush?: boolean;
}

const CONTAINERS: Readonly<Record<string, string>> = { '.mp4': 'mp4', '.mkv': 'matroska' };

/**
 * Writes RGB pictures as an H.264 video (4:2:0, plays everywhere) to `.mp4` or `.mkv`. The file is written beside its
 * place under another name and moved there by `close`, so that nobody sees half of it. Equal pictures and options make
 * equal files.
 *
 * @example
 * ```ts
 * const writer = await VideoWriter.create('out.mp4', { fps: 25, width: 320, height: 240 });
 * for (const picture of pictures) await writer.write(picture); // Uint8Array [240, 320, 3]
 * await writer.close();
 * ```
 */
export class VideoWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #encoder: Encoder;
  readonly #size: { width: number; height: number; channels: number };
  readonly #flush: boolean;
  readonly #padded: Uint8Array | undefined;
  #isOpen = true;

  private constructor(path: string, container: string, options: VideoWriterOptions) {
    const { width, height, fps, qp, crf = 23, gop = 250, preset = 'veryfast', pixels = 'rgb', flush = true } = options;
    const channels = pixels.length;
    this.#path = path;
    this.#temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
    this.#size = { width, height, channels };
    this.#flush = flush;
    const even = { width: width + (width % 2), height: height + (height % 2) };
    if (even.width !== width || even.height !== height)
      this.#padded = new Uint8Array(even.width * even.height * channels);
    this.#encoder = new Encoder(this.#temporary, {
      container,
      codec: FF_ENCODER_LIBX264,
      ...even,
      fps: toRational(fps),
      gop,
      pixels,
      // x264's macroblock tree reads memory it never wrote (AVX-512): without it, equal input makes equal files.
      codecOptions: { preset, ...(qp === undefined ? { crf } : { qp }), mbtree: 0 },
    });
  }

  /** @throws VideoError `MMA_VIDEO_OPTIONS` for options that make no video, `MMA_VIDEO_WRITE` where the file cannot be made */
  static async create(path: string, options: VideoWriterOptions): Promise<VideoWriter> {
    return new VideoWriter(path, checkOptions(path, options), options);
  }

  /**
   * Adds a picture; its memory may be used again afterwards.
   *
   * @param picture [height, width, 3], or 4 for `rgba`
   */
  async write(picture: Uint8Array): Promise<void> {
    const { width, height, channels } = this.#size;
    if (!this.#isOpen) throw new VideoError('MMA_VIDEO_CLOSED', `${this.#path} is closed: no frame can be added.`);
    const bytes = width * height * channels;
    if (picture.length !== bytes) {
      throw new VideoError(
        'MMA_VIDEO_OPTIONS',
        `A frame for ${this.#path} has ${picture.length} bytes; ${width} × ${height} ${channels === 4 ? 'RGBA' : 'RGB'} needs ${bytes}.`,
      );
    }
    this.#encoder.encode(this.#padded ? padToEven(picture, this.#size, this.#padded) : picture);
    await breathe();
  }

  /** Finishes the file and moves it to its place, over a file that may be there. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#encoder.finish();
      this.#encoder.close();
      if (this.#flush) await flushToDisk(this.#temporary);
      await rename(this.#temporary, this.#path);
    } catch (error) {
      this.#encoder.close();
      await rm(this.#temporary, { force: true });
      throw error;
    }
  }

  /** Gives up: nothing is left on disk. */
  async abort(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#encoder.close();
    await rm(this.#temporary, { force: true });
  }
}

function checkOptions(path: string, { fps, width, height }: VideoWriterOptions): string {
  const container = CONTAINERS[extname(path).toLowerCase()];
  if (!container) {
    throw new VideoError('MMA_VIDEO_OPTIONS', `Cannot write ${path}: unknown kind of video "${extname(path)}".`, {
      hint: `Name it ${Object.keys(CONTAINERS).join(' or ')}.`,
    });
  }
  if (!(fps > 0 && fps <= 1000)) {
    throw new VideoError(
      'MMA_VIDEO_OPTIONS',
      `Cannot write ${path}: fps must be more than 0, at most 1000; got ${fps}.`,
    );
  }
  for (const side of [width, height]) {
    if (Number.isInteger(side) && side > 0 && side <= 16384) continue;
    throw new VideoError(
      'MMA_VIDEO_OPTIONS',
      `Cannot write ${path}: a picture of ${width} × ${height} is not possible.`,
      {
        hint: 'Width and height are whole numbers of pixels, from 1 to 16384.',
      },
    );
  }
  return container;
}

/** 25 → 25/1, 29.97 → 30000/1001 (the rates of NTSC), 12.345 → 12345/1000. */
function toRational(fps: number): Rational {
  if (Number.isInteger(fps)) return new Rational(fps, 1);
  const ntsc = Math.round(fps * 1.001);
  if (Math.abs(ntsc / 1.001 - fps) < 5e-3) return new Rational(ntsc * 1000, 1001);
  return new Rational(Math.round(fps * 1000), 1000);
}

/** Repeats the last column and row where width and height are odd. */
function padToEven(
  picture: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: number },
  target: Uint8Array,
): Uint8Array {
  const given = width * channels;
  const row = (width + (width % 2)) * channels;
  for (let y = 0; y < height; y++) {
    target.set(picture.subarray(y * given, (y + 1) * given), y * row);
    if (row > given) target.copyWithin(y * row + given, y * row + given - channels, y * row + given);
  }
  if (height % 2) target.copyWithin(height * row, (height - 1) * row, height * row);
  return target;
}

async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
