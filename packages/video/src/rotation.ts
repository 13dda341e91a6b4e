import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { CodecParameters } from 'node-av/lib';

/** By how many degrees, clockwise, a decoded picture must be turned to be upright. */
export type Rotation = 0 | 90 | 180 | 270;

/** Reads the display matrix that phones write instead of turning the picture; mirroring and odd angles are left alone. */
export function readRotation(parameters: CodecParameters): Rotation {
  const matrix = parameters.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (!matrix || matrix.byteLength < 36) return 0;
  const quarters = Math.round(Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) / (Math.PI / 2));
  return (((quarters + 4) % 4) * 90) as Rotation;
}

/** A display matrix (nine 32-bit fixed-point numbers, row by row) for `readRotation`'s inverse. */
export function displayMatrix(rotation: Rotation): Buffer {
  const angle = (rotation * Math.PI) / 180;
  const cos = Math.round(Math.cos(angle)) * 0x10000;
  const sin = Math.round(Math.sin(angle)) * 0x10000;
  const matrix = Buffer.alloc(36);
  for (const [at, value] of [cos, sin, 0, -sin, cos, 0, 0, 0, 0x40000000].entries()) matrix.writeInt32LE(value, at * 4);
  return matrix;
}

/**
 * Turns an RGB picture clockwise.
 *
 * @param source [height, width, 3]
 * @param size of the source
 * @param target [height, width, 3], or [width, height, 3] for quarter turns
 */
export function rotate(
  source: Uint8Array,
  size: { width: number; height: number; rotation: Rotation },
  target: Uint8Array,
): void {
  const { width, height, rotation } = size;
  const turned = rotation === 180 ? width : height;
  let at = 0;
  for (let y = 0; y < (width * height) / turned; y++) {
    for (let x = 0; x < turned; x++) {
      const from = 3 * sourcePixel(x, y, size);
      target[at++] = source[from]!;
      target[at++] = source[from + 1]!;
      target[at++] = source[from + 2]!;
    }
  }
}

function sourcePixel(x: number, y: number, size: { width: number; height: number; rotation: Rotation }): number {
  const { width, height, rotation } = size;
  if (rotation === 90) return (height - 1 - x) * width + y;
  if (rotation === 270) return x * width + (width - 1 - y);
  return (height - 1 - y) * width + (width - 1 - x);
}
