/**
 * The training step of TSN-R50 (4 clips × 3 × 224², fp32), ours and PyTorch's eager NCHW one in turns, so that both meet
 * the machine in the same state.
 *
 *   pnpm --filter @mma/bench train-step [steps]
 *
 * Without PyTorch (`MMA_BENCH_PYTHON` names the Python that has it) only our figures are printed.
 */
import { loadBackend } from '@mma/backend';
import { hasPyTorch, type Rival, startRival } from './rival.ts';
import { describe, median } from './stats.ts';
import { createTsnR50 } from './tsn-r50.ts';

const WARM_UP = 3;
/** Multiplications and additions of a step: 3 × the forward pass's 8.2 GFLOP, 12 pictures. */
const GFLOP = 295;
const steps = Number(process.argv[2] ?? 10);

const device = await loadBackend({ install: true });
console.log(`libtensorflow ${device.tensorflowVersion} on ${device.device}, ${device.threads} threads`);
const { step } = createTsnR50();
const ours: Rival = {
  name: 'MMA',
  async step() {
    const start = performance.now();
    await step(iter++);
    return performance.now() - start;
  },
  close() {},
};
let iter = 0;
const rivals = hasPyTorch() ? [await startRival('PyTorch eager NCHW', 'tsn_r50_step.py')] : [];
if (rivals.length === 0) console.log('PyTorch is not installed: no rival');

const all = [ours, ...rivals];
const times = new Map(all.map((each) => [each, [] as number[]]));
for (let round = 0; round < WARM_UP + steps; round++) {
  for (const each of all) {
    const time = await each.step();
    if (round >= WARM_UP) times.get(each)!.push(time);
  }
}
for (const each of all) {
  const measured = times.get(each)!;
  console.log(
    `${each.name.padEnd(20)} ${describe(measured)}, ${((GFLOP / median(measured)) * 1000).toFixed(0)} GFLOP/s`,
  );
}
for (const rival of rivals) {
  console.log(`MMA / ${rival.name}: ${(median(times.get(ours)!) / median(times.get(rival)!)).toFixed(3)}`);
}
for (const each of all) each.close();
