import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mutate, probe, seeded, seedTexts } from './fuzz.test.helper.js';

// `scripts/fuzz.mjs` runs the same for as long as one likes.
test('mangled configs are read or refused, never a crash', () => {
  const seeds = seedTexts(fileURLToPath(new URL('../fixtures/python/', import.meta.url)));
  const random = seeded(7);
  const pick = () => seeds[Math.floor(random() * seeds.length)]!;
  const counts = { read: 0, refused: 0 };
  for (let run = 0; run < 1500; run++) {
    const { format, text } = pick();
    const mangled = mutate(text, pick().text, random);
    try {
      counts[probe(format, mangled)]++;
    } catch (error) {
      throw new Error(`crash on ${format} ${JSON.stringify(mangled)}`, { cause: error });
    }
  }
  expect(counts.read).toBeGreaterThan(50);
  expect(counts.refused).toBeGreaterThan(500);
});
