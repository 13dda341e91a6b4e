import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FF_ENCODER_LIBX264 } from 'node-av/constants';
import { Rational } from 'node-av/lib';
import { onTestFinished } from 'vitest';
import { Encoder, type EncoderOptions } from '../encoder.js';
import type { Frames } from '../reader.js';

const BITS = 12;

/**
 * A picture that shows its number: twelve blocks in two rows, bright for a one and dark for a zero, each with a moving
 * stripe so that frames differ everywhere and are worth predicting from each other.
 */
export function numberedPicture(number: number, width: number, height: number): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = (number >> blockAt(x, y, width, height)) & 1;
      const stripe = (x + y + 3 * number) % 16 < 4 ? 24 : 0;
      rgb[at++] = (bit ? 200 : 20) + stripe;
      rgb[at++] = (bit ? 190 : 30) + stripe;
      rgb[at++] = 110 + stripe;
    }
  }
  return rgb;
}

function blockAt(x: number, y: number, width: number, height: number): number {
  return Math.floor((x * 6) / width) + (y * 2 < height ? 0 : 6);
}

/** The numbers that decoded frames show. */
export function shownNumbers({ data, shape }: Frames): number[] {
  const [frames, height, width] = shape;
  return Array.from({ length: frames }, (_, frame) => {
    let number = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const x = Math.floor((((bit % 6) + 0.5) * width) / 6);
      const y = Math.floor(((bit < 6 ? 0.25 : 0.75) * height) as number);
      if (data[((frame * height + y) * width + x) * 3]! > 128) number |= 1 << bit;
    }
    return number;
  });
}

export interface ClipOptions extends Partial<EncoderOptions> {
  readonly frames: number;
  /** When to show frame i, in units of 1 / fps. */
  readonly ptsOf?: (frame: number) => number;
}

/** Writes a clip of numbered pictures: 96 × 64, H.264 with B-frames, one key frame in 250, unless told otherwise. */
export function writeClip(path: string, options: ClipOptions): string {
  const { frames, ptsOf = (frame) => frame, ...rest } = options;
  const settings: EncoderOptions = {
    container: 'mp4',
    codec: FF_ENCODER_LIBX264,
    width: 96,
    height: 64,
    fps: new Rational(25, 1),
    gop: 250,
    codecOptions: { preset: 'veryfast', crf: 20, bf: 3 },
    ...rest,
  };
  const encoder = new Encoder(path, settings);
  try {
    for (let frame = 0; frame < frames; frame++) {
      encoder.encode(numberedPicture(frame, settings.width, settings.height), ptsOf(frame));
    }
    encoder.finish();
  } finally {
    encoder.close();
  }
  return path;
}

/** A folder for one test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mma-video-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** 0, 1, …, n − 1. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
