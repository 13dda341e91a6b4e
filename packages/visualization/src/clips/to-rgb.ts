import type { TypedArray } from '@mma/engine';

/** Pixels with any number of channels, of any kind of number, as RGB bytes (a copy), and what was done to them where that is not plain. */
export function toRgb(values: TypedArray, channels: number): { data: Uint8Array; note?: string } {
  const [bytes, note] = toBytes(values);
  if (channels === 3) return { data: bytes === values ? bytes.slice() : bytes, ...(note && { note }) };
  const pixels = values.length / channels;
  const data = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const x = bytes[pixel * channels]!;
    // Optical flow: horizontal in red, vertical in green, no movement in grey.
    data[pixel * 3] = x;
    data[pixel * 3 + 1] = channels === 1 ? x : bytes[pixel * channels + 1]!;
    data[pixel * 3 + 2] = channels === 1 ? x : 128;
  }
  const which = channels === 1 ? 'grey' : channels === 2 ? 'x red, y green' : `first 2 of ${channels} channels`;
  return { data, note: note === undefined ? which : `${which}, ${note}` };
}

/** Bytes stay; other numbers are spread from their lowest to their highest value. */
function toBytes(values: TypedArray): [Uint8Array, string?] {
  if (values instanceof Uint8Array) return [values];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const bytes = Uint8Array.from(values as ArrayLike<number>, (value) => Math.round((value - low) * scale));
  return [bytes, `values ${low.toPrecision(3)} to ${high.toPrecision(3)}`];
}
