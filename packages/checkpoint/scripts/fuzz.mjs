// Read many damaged checkpoints: node fuzz.mjs [COUNT = 100000] [SEED = 1]. Build first.
// Ends with an error where one is not refused cleanly, takes more than two seconds, or lets the memory grow.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixture } from '../dist/testing/fixture.js';
import { fuzzedFixtures, readDamaged } from '../dist/testing/fuzz.js';
import { mutate, randomSource } from '../dist/testing/mutate.js';

const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const maxMilliseconds = 2000;
const maxMemory = 512 * 2 ** 20;

const random = randomSource(seed);
const folder = await mkdtemp(join(tmpdir(), 'mma-fuzz-'));
const file = join(folder, 'damaged');
const originals = await Promise.all(fuzzedFixtures.map((name) => readFile(fixture(name))));
const outcomes = { read: 0, refused: 0 };
let slowest = 0;
for (let round = 0; round < count; round++) {
  await writeFile(file, mutate(originals[round % originals.length], random));
  const start = performance.now();
  outcomes[await readDamaged(file)] += 1;
  slowest = Math.max(slowest, performance.now() - start);
  const memory = process.memoryUsage.rss();
  if (slowest > maxMilliseconds) throw new Error(`round ${round} of ${file} took ${slowest} ms`);
  if (memory > maxMemory) throw new Error(`round ${round} of ${file} left ${memory} bytes in use`);
}
await rm(folder, { recursive: true });
console.log(
  `${count} damaged files: ${outcomes.read} read, ${outcomes.refused} refused, slowest ${slowest.toFixed(0)} ms`,
);
