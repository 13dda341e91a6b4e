/**
 * The training step of TSN-R50 (4 clips × 3 × 224²; fp32, or mixed precision), ours and PyTorch's eager NCHW one in turns, so that both meet
 * the machine in the same state. `--all` adds PyTorch's channels-last and compiled ones; compiling takes a minute.
 *
 *   pnpm --filter @mma/bench train-step [steps] [--amp] [--all]
 *
 * Without PyTorch (`MMA_BENCH_PYTHON` names the Python that has it) only our figures are printed.
 */
import { loadBackend } from '@mma/backend';
import { hasPyTorch, ownUsage, type Rival, startRival } from './rival.ts';
import { describe, median } from './stats.ts';
import { createTsnR50 } from './tsn-r50.ts';

const WARM_UP = 3;
/** Multiplications and additions of a step: 3 × the forward pass's 8.2 GFLOP, 12 pictures. */
const GFLOP = 295;
const steps = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 10);

const device = await loadBackend({ install: true });
console.log(`libtensorflow ${device.tensorflowVersion} on ${device.device}, ${device.threads} threads`);
const amp = process.argv.includes('--amp');
const { step } = createTsnR50({ amp });
const ours: Rival = {
  name: 'MMA',
  async step() {
    const start = performance.now();
    await step(iter++);
    return performance.now() - start;
  },
  usage: ownUsage,
  close() {},
};
let iter = 0;
const precision = amp ? 'autocast' : 'fp32';
const kinds = [
  { name: 'NCHW', flags: [] },
  ...(process.argv.includes('--all')
    ? [
        { name: 'channels-last', flags: ['--channels-last'] },
        { name: 'compiled', flags: ['--compile'] },
        { name: 'compiled channels-last', flags: ['--compile', '--channels-last'] },
      ]
    : []),
];
const rivals: Rival[] = [];
for (const { name, flags } of hasPyTorch() ? kinds : []) {
  rivals.push(
    await startRival(`PyTorch ${precision} ${name}`, 'tsn_r50_step.py', [...flags, ...(amp ? ['--amp'] : [])]),
  );
}
if (rivals.length === 0) console.log('PyTorch is not installed: no rival');

const all = [ours, ...rivals];
const times = new Map(all.map((each) => [each, [] as number[]]));
const cpu = new Map(all.map((each) => [each, [] as number[]]));
for (let round = 0; round < WARM_UP + steps; round++) {
  for (const each of all) {
    const before = each.usage?.()?.cpu ?? Number.NaN;
    const time = await each.step();
    if (round < WARM_UP) continue;
    times.get(each)!.push(time);
    cpu.get(each)!.push((each.usage?.()?.cpu ?? Number.NaN) - before);
  }
}
for (const each of all) {
  const measured = times.get(each)!;
  const rate = ((GFLOP / median(measured)) * 1000).toFixed(0);
  console.log(
    `${each.name.padEnd(38)} ${describe(measured)}, ${rate} GFLOP/s; processor time ${describe(cpu.get(each)!)}; ` +
      `peak memory ${each.usage?.()?.peakMiB.toFixed(0) ?? '?'} MiB`,
  );
}
for (const rival of rivals) {
  const ratio = (of: Map<Rival, number[]>) => (median(of.get(ours)!) / median(of.get(rival)!)).toFixed(3);
  const memory = (ours.usage!()!.peakMiB / (rival.usage?.()?.peakMiB ?? Number.NaN)).toFixed(3);
  console.log(`MMA / ${rival.name}: ${ratio(times)}; processor time ${ratio(cpu)}; peak memory ${memory}`);
}
for (const each of all) each.close();
