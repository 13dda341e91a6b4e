// Time reading and writing a state dict: node time.mjs IN OUT. For check-with-torch.py.
import { readStateDict, writeCheckpoint } from '../dist/index.js';

const [from, to] = process.argv.slice(2);
let state = new Map();

async function best(work) {
  const times = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return `${Math.min(...times).toFixed(0)} ms`;
}

const read = await best(async () => {
  state = await readStateDict(from);
});
console.log(`here: read a state dict: ${read}`);
console.log(`here: write it, flushed to disk: ${await best(() => writeCheckpoint(to, { state_dict: state }))}`);
console.log(`here: peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
