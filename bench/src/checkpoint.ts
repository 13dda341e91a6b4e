/**
 * TSN-R50's weights (97 MB) from a file into a model, ours and `torch.load` + `load_state_dict` in turns, so that both
 * meet the machine in the same state. The file is in the page cache for both.
 *
 *   pnpm --filter @mma/bench checkpoint [rounds]
 *
 * Without PyTorch (`MMA_BENCH_PYTHON` names the Python that has it) only our figures are printed.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBackend } from '@mma/backend';
import { readStateDict, writeCheckpoint } from '@mma/checkpoint';
import { loadCheckpoint } from '@mma/engine';
import { hasPyTorch, type Rival, startRival } from './rival.ts';
import { describe, median } from './stats.ts';
import { tsnR50 } from './tsn-r50.ts';

const WARM_UP = 2;
const rounds = Number(process.argv[2] ?? 10);

await loadBackend({ install: true });
const model = tsnR50();
const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
const file = join(folder, 'tsn_r50.pth');
await writeCheckpoint(file, { meta: {}, state_dict: await model.stateDict() });
console.log(`${((await stat(file)).size / 1e6).toFixed(1)} MB`);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
const close = (): void => {};
const ours: Rival = {
  name: 'MMA',
  step: () => timed(() => loadCheckpoint(model, file)),
  close,
};
const reading: Rival = { name: 'MMA, reading alone', step: () => timed(() => readStateDict(file)), close };
const rivals = hasPyTorch() ? [await startRival('PyTorch', 'load_checkpoint.py', [file])] : [];
if (rivals.length === 0) console.log('PyTorch is not installed: no rival');

const all = [ours, reading, ...rivals];
const times = new Map(all.map((each) => [each, [] as number[]]));
for (let round = 0; round < WARM_UP + rounds; round++) {
  for (const each of all) {
    const time = await each.step();
    if (round >= WARM_UP) times.get(each)!.push(time);
  }
}
for (const each of all) console.log(`${each.name.padEnd(20)} ${describe(times.get(each)!)}`);
for (const rival of rivals) {
  console.log(`MMA / ${rival.name}: ${(median(times.get(ours)!) / median(times.get(rival)!)).toFixed(3)}`);
}
for (const each of all) each.close();
await rm(folder, { recursive: true });
