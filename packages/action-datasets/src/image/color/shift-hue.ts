import { roundHalfToEven } from '../../rounding.js';

/** OpenCV's fixed point: quotients are multiples of 1/4096. */
const SHIFT = 12;
const HALF = 1 << (SHIFT - 1);
/** Half a degree is the unit of hue. */
const HUES = 180;
const { fround } = Math;
const SECTORS_A_HUE = fround(6 / HUES);
const BYTE = fround(1 / 255);

const SATURATION_OVER = quotients(255);
const HUE_OVER = quotients(HUES / 6);

/** Which of the four values of a colour is red, green and blue in each sixth of the circle. */
const RED = [0, 2, 1, 1, 3, 0];
const GREEN = [3, 0, 0, 2, 1, 1];
const BLUE = [1, 1, 3, 0, 0, 2];

/**
 * Turns the hue of every RGB pixel, in place, as OpenCV's conversions to HSV and back do on uint8: of all colours, 4 bytes in
 * 10 000 differ, by one.
 *
 * @param offset in half degrees
 */
export function shiftHue(pixels: Uint8Array | Uint8ClampedArray, offset: number): void {
  const turn = ((offset % HUES) + HUES) % HUES;
  const values = new Int32Array(4);
  for (let i = 0; i < pixels.length; i += 3) {
    const r = pixels[i]!;
    const g = pixels[i + 1]!;
    const b = pixels[i + 2]!;
    const value = Math.max(r, g, b);
    const range = value - Math.min(r, g, b);
    const saturation = (range * SATURATION_OVER[value]! + HALF) >> SHIFT;
    if (saturation === 0) {
      pixels[i] = value;
      pixels[i + 1] = value;
      pixels[i + 2] = value;
      continue;
    }
    const angle = value === r ? g - b : value === g ? b - r + 2 * range : r - g + 4 * range;
    let hue = (angle * HUE_OVER[range]! + HALF) >> SHIFT;
    hue = (hue < 0 ? hue + HUES : hue) + turn;
    if (hue >= HUES) hue -= HUES;
    const sector = fillSector(values, hue, fround(saturation * BYTE), fround(value * BYTE));
    pixels[i] = values[RED[sector]!]!;
    pixels[i + 1] = values[GREEN[sector]!]!;
    pixels[i + 2] = values[BLUE[sector]!]!;
  }
}

/** Writes the four values that a colour's channels take in its sixth of the circle, and says which sixth. */
function fillSector(values: Int32Array, hue: number, saturation: number, value: number): number {
  const position = fround(hue * SECTORS_A_HUE);
  const sector = Math.trunc(position);
  const beyond = fround(position - sector);
  const chroma = fround(value * saturation);
  values[0] = byte(value);
  values[1] = byte(fround(value - value * saturation));
  values[2] = byte(fround(value - chroma * beyond));
  values[3] = byte(fround(value - chroma * fround(1 - beyond)));
  return sector % 6;
}

// OpenCV's vector code cuts the fraction off, and multiplies and subtracts with one rounding.
function byte(value: number): number {
  return Math.trunc(fround(value * 255));
}

function quotients(numerator: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, i) => (i === 0 ? 0 : roundHalfToEven((numerator * (1 << SHIFT)) / i)));
}
