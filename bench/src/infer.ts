/**
 * TSN-R50's inference (fp32; random weights) beside onnxruntime on the same weights and pictures, in turns, so that both meet the
 * machine in the same state; and by how much their scores differ.
 *
 *   pnpm --filter @mma/bench infer [pictures of 224²] [rounds]
 *
 * Without torch, onnx and onnxruntime in the Python that `MMA_BENCH_PYTHON` names only our figures are printed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { predictorOf } from '@mma/engine';
import { hasModules, ownUsage, type Rival, startRival } from './rival.ts';
import { describe, median } from './stats.ts';
import { tsnR50 } from './tsn-r50.ts';

const SIZE = 224;
/** Milliseconds of ours alone: filters are packed after some use. */
const ALONE = 4000;
/** Milliseconds between turns. */
const PAUSE = 100;
const pictures = Number(process.argv[2] ?? 1);
const rounds = Number(process.argv[3] ?? 10);
const WARM_UP = pictures > 100 ? 1 : 3;

const device = await loadBackend({ install: true });
console.log(`libtensorflow ${device.tensorflowVersion} on ${device.device}, ${device.threads} threads`);
// Scores as the network gives them, which a folded network can be compared by.
const model = tsnR50({ averageClips: 'score' });
model.eval();
const shape = [pictures, SIZE, SIZE, 3];
const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.imul(i, 2654435761) >>> 24);
const batch = model.dataPreprocessor.prepare({ inputs: [{ data, shape }], dataSamples: [{ metainfo: {} }] });

async function predict(): Promise<Float32Array> {
  const output = await predictorOf(model).run(batch);
  const scores = Float32Array.from(await output.data());
  output.dispose();
  return scores;
}

const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
try {
  const [weights, pixels, theirs] = ['tsn_r50.pth', 'pictures', 'scores'].map((name) => join(folder, name));
  await writeCheckpoint(weights!, { meta: {}, state_dict: await model.stateDict() });
  await writeFile(pixels!, data);
  const ours: Rival = {
    name: 'MMA',
    async step() {
      const start = performance.now();
      await predict();
      return performance.now() - start;
    },
    usage: ownUsage,
    close() {},
  };
  const all = [ours];
  if (hasModules('torch', 'onnx', 'onnxruntime')) {
    const flags = [weights!, pixels!, String(pictures), String(SIZE), theirs!];
    all.push(await startRival('onnxruntime', 'tsn_r50_infer.py', flags));
    const expected = new Float32Array((await readFile(theirs!)).buffer);
    const scores = await predict();
    const largest = Math.max(...expected.map(Math.abs));
    const apart = Math.max(...scores.map((score, index) => Math.abs(score - expected[index]!)));
    console.log(`scores of up to ${largest.toPrecision(3)} differ by at most ${apart.toExponential(1)}`);
  } else console.log('onnxruntime, onnx or torch is not installed: no rival');
  await measure(all);
  for (const each of all) each.close();
} finally {
  await rm(folder, { recursive: true });
}

async function measure(all: readonly Rival[]): Promise<void> {
  for (let spent = 0, time = 0; spent < ALONE && time < 30; time++) spent += await all[0]!.step();
  const times = all.map(() => [] as number[]);
  const cpu = all.map(() => [] as number[]);
  for (let round = 0; round < WARM_UP + rounds; round++) {
    for (const [index, each] of all.entries()) {
      // onnxruntime's threads go on turning for a while after its work.
      await pause(PAUSE);
      const before = each.usage?.()?.cpu ?? Number.NaN;
      const time = await each.step();
      if (round < WARM_UP) continue;
      times[index]!.push(time);
      cpu[index]!.push((each.usage?.()?.cpu ?? Number.NaN) - before);
    }
  }
  for (const [index, each] of all.entries()) {
    const peak = each.usage?.()?.peakMiB.toFixed(0) ?? '?';
    console.log(
      `${each.name.padEnd(12)} ${describe(times[index]!)}; processor time ${describe(cpu[index]!)}; peak memory ${peak} MiB`,
    );
  }
  const ratio = (of: number[][]) => (median(of[0]!) / median(of[1]!)).toFixed(3);
  if (all.length > 1) console.log(`MMA / onnxruntime: ${ratio(times)}; processor time ${ratio(cpu)}`);
}
