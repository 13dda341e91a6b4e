import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VideoReader } from './reader.js';

interface Reference {
  /** Every how many pixels a row and a column were noted. */
  readonly step: number;
  readonly frames: Readonly<Record<string, readonly number[]>>;
}

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

test('colours are what OpenCV and PyAV decode, within a level for other processors', async () => {
  const { step, frames } = JSON.parse(await readFile(fixture('textured.json'), 'utf8')) as Reference;
  await using reader = await VideoReader.open(fixture('textured.mp4'));
  const numbers = Object.keys(frames).map(Number);
  const { data, shape } = await reader.read(numbers);
  const [, height, width] = shape;
  for (const [place, number] of numbers.entries()) {
    const ours: number[] = [];
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        const at = ((place * height + y) * width + x) * 3;
        ours.push(...data.subarray(at, at + 3));
      }
    }
    const differences = ours.map((value, i) => Math.abs(value - frames[number]![i]!));
    expect(differences).toHaveLength(frames[number]!.length);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  }
});
