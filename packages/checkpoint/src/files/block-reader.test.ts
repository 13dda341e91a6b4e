import { expect, test } from 'vitest';
import { BlockReader } from './block-reader.js';

const size = 2_000_000;
const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 2654435761) >>> 24);

function countingReader() {
  const reads: number[] = [];
  const read = async (offset: number, length: number) => {
    reads.push(length);
    return bytes.slice(offset, offset + length);
  };
  return { reads, reader: new BlockReader(read, size) };
}

test.each([
  [0, 10],
  [131_070, 10], // over the edge of two blocks
  [200_000, 60_000],
  [3, 900_000],
  [size - 5, 5],
  [size, 0],
])('gives the bytes from %i, %i of them', async (offset, length) => {
  const { reader } = countingReader();
  expect(Buffer.from(await reader.read(offset, length)).equals(bytes.subarray(offset, offset + length))).toBe(true);
});

test('neighbours are read once, also at the same time', async () => {
  const { reads, reader } = countingReader();
  await Promise.all(Array.from({ length: 100 }, (_, i) => reader.read(i * 100, 100)));
  expect(reads).toEqual([131_072]);
});

test('what is given is not shared with the next reader of the same bytes', async () => {
  const { reader } = countingReader();
  (await reader.read(0, 4)).fill(0);
  expect([...(await reader.read(0, 4))]).toEqual([...bytes.subarray(0, 4)]);
});

test('a long way through the file keeps a few blocks at most', async () => {
  const { reads, reader } = countingReader();
  for (let round = 0; round < 2; round++) for (let at = 0; at < size; at += 1000) await reader.read(at, 10);
  expect(reads.filter((length) => length > 10).length).toBe(2 * Math.ceil(size / 131_072));
});
