// Times reading and resolving configs, each several times in one process.
//
//   node packages/config/scripts/bench-load.mjs CONFIG…
import { loadConfig } from '../dist/index.js';

const ROUNDS = 15;

for (const file of process.argv.slice(2)) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await loadConfig(file);
    times.push(performance.now() - start);
  }
  const [first, ...rest] = times;
  const median = rest.sort((a, b) => a - b)[Math.floor(rest.length / 2)];
  console.log(`first ${first.toFixed(1)} ms, then ${median.toFixed(1)} ms (median of ${rest.length})  ${file}`);
}
