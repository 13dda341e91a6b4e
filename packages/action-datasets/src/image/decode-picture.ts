import { type Canvas, createCanvas, Image } from '@napi-rs/canvas';
import { DataError } from '../errors.js';

/** A decoded picture, upright. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** One canvas for pictures of one size: to make one takes longer than to decode. */
let canvas: Canvas | undefined;

/**
 * Decodes a JPEG, PNG, WebP or BMP picture. Colours are OpenCV's to the byte, but for pictures with transparency or an embedded
 * colour profile, which OpenCV ignores (docs/adr/0008).
 *
 * @param name how errors call the picture
 * @throws DataError `MMA_DATA_PICTURE` for anything else, or a file that was cut off
 */
export async function decodePicture(bytes: Buffer, name: string): Promise<Picture> {
  if (isCutOff(bytes)) {
    throw notAPicture(name, 'the file is cut off');
  }
  const image = new Image();
  image.src = bytes;
  try {
    await image.decode();
  } catch (cause) {
    throw notAPicture(name, bytes.length === 0 ? 'the file is empty' : 'it is no picture, or damaged', cause);
  }
  const { width, height } = image;
  if (canvas?.width !== width || canvas.height !== height) canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.globalCompositeOperation = 'copy';
  context.drawImage(image, 0, 0);
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** Writes the colours to `target` ([height, width, 3]). */
export function writeRgb({ rgba }: Picture, target: Uint8Array): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    target[to] = rgba[from]!;
    target[to + 1] = rgba[from + 1]!;
    target[to + 2] = rgba[from + 2]!;
  }
}

/**
 * Writes the brightness to every `step`-th byte of `target`: of a grey picture exactly, of a coloured one within 1 of OpenCV's
 * (but for JPEG, which keeps brightness apart: there, colours that were clipped make a difference).
 */
export function writeGrey({ rgba }: Picture, target: Uint8Array, step: number): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += step) {
    target[to] = (rgba[from]! * 9798 + rgba[from + 1]! * 19235 + rgba[from + 2]! * 3735 + 16384) >> 15;
  }
}

/** A JPEG or PNG without its end, which decoders complete in grey without a word. */
function isCutOff(bytes: Buffer): boolean {
  if (bytes.length > 3 && bytes.readUInt16BE(0) === 0xffd8) return bytes.lastIndexOf(JPEG_END) < 0;
  if (bytes.length > 8 && bytes.readUInt32BE(0) === 0x89504e47) return bytes.lastIndexOf('IEND', -4, 'latin1') < 0;
  return false;
}

const JPEG_END = Buffer.of(0xff, 0xd9);

function notAPicture(name: string, why: string, cause?: unknown): DataError {
  return new DataError('MMA_DATA_PICTURE', `cannot decode ${name}: ${why}`, {
    hint: 'pictures are JPEG, PNG, WebP or BMP; copy the file or extract the frames again',
    cause,
  });
}
