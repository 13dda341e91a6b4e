// Feeds mutated configs to the readers of `.py`, `.json`, `.yaml` and `.toml`: none may crash or take two seconds.
//
//   node packages/config/scripts/fuzz.mjs [COUNT] [SEED]
import { fileURLToPath } from 'node:url';
import { mutate, probe, seeded, seedTexts } from '../dist/fuzz.test.helper.js';

const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 1);
const SLOW = 2000;

const seeds = seedTexts(fileURLToPath(new URL('../fixtures/python/', import.meta.url)));
const random = seeded(seed);
const pick = () => seeds[Math.floor(random() * seeds.length)];
const outcomes = { read: 0, refused: 0, crashed: 0, slow: 0 };
let slowest = 0;
const start = performance.now();
for (let run = 0; run < count; run++) {
  const { format, text } = pick();
  const mangled = mutate(text, pick().text, random);
  const before = performance.now();
  try {
    outcomes[probe(format, mangled)]++;
  } catch (error) {
    outcomes.crashed++;
    console.log(
      `crash on ${format} ${JSON.stringify(mangled)}\n  ${error?.stack?.split('\n').slice(0, 4).join('\n  ')}`,
    );
  }
  const time = performance.now() - before;
  slowest = Math.max(slowest, time);
  if (time < SLOW) continue;
  outcomes.slow++;
  console.log(`${Math.round(time)} ms on ${format} ${JSON.stringify(mangled)}`);
}
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify(outcomes),
  `slowest ${Math.round(slowest)} ms, ${memory} MB at most, ${Math.round((performance.now() - start) / 1000)} s`,
);
process.exitCode = outcomes.crashed + outcomes.slow > 0 ? 1 : 0;
