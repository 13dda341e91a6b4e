import type { Frames } from '../frames.js';

/** Replaces each byte by what a table of 256 has in its place. */
export function mapBytes({ data, shape }: Frames, table: Uint8Array): Frames {
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = table[data[i]!]!;
  return { data: output, shape };
}

/** The same with a table for each channel of each frame, made from how often each byte occurs in it (null: it stays). */
export function mapBytesByCount(
  { data, shape }: Frames,
  tableOf: (counts: Uint32Array, channel: number) => Uint8Array | null,
): Frames {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const output = data.slice();
  for (let t = 0; t < count; t++) {
    const frame = data.subarray(t * size, (t + 1) * size);
    const target = output.subarray(t * size, (t + 1) * size);
    for (let c = 0; c < channels; c++) {
      const counts = new Uint32Array(256);
      for (let i = c; i < size; i += channels) counts[frame[i]!]!++;
      const table = tableOf(counts, c);
      if (table !== null) for (let i = c; i < size; i += channels) target[i] = table[frame[i]!]!;
    }
  }
  return { data: output, shape };
}

/** A table from a function of the byte; fractions are cut off, what is beyond a byte is brought there. */
export function byteTable(map: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.min(Math.max(Math.trunc(map(byte)), 0), 255));
}
