/**
 * What the engine itself costs in an iteration, everything but the model's own operations: 2 000 iterations of the toy
 * regression of `examples/` with MMEngine's default hooks, against the bare step on the same tensors; and the same of MMEngine.
 *
 *   pnpm --filter @mma/bench engine-overhead [iterations]
 *
 * Both sides train in turns. Without MMEngine (`MMA_BENCH_PYTHON` names the Python that has it) only our figures are printed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, DataLoader, InfiniteSampler, IterBasedTrainLoop, OptimWrapper, Runner, SGD } from '@mma/engine';
import { hashKeys, tf } from '@mma/nn';
import { Regressor, SineCurve } from '../../examples/toy-regression/src/sine.ts';
import { runRival } from './run-rival.ts';
import { median } from './stats.ts';

const ROUNDS = 3;
/** Steps after which recording is over. */
const WARM_UP = 50;
const iterations = Number(process.argv[2] ?? 2000);

const loader = (): DataLoader =>
  new DataLoader(
    {
      dataset: new SineCurve({ samples: 256 }),
      batchSize: 4,
      sampler: new InfiniteSampler({ shuffle: true }),
    },
    { seed: 0 },
  );
const optimWrapper = (): OptimWrapper => new OptimWrapper({ optimizer: new SGD({ lr: 0.01, momentum: 0.9 }) });

/** Milliseconds an iteration of a whole run takes, after its warm-up. */
async function engine(workDir: string): Promise<number> {
  const runner = new Runner({
    model: new Regressor(),
    workDir,
    seed: 0,
    console: false,
    train: () => ({
      loop: new IterBasedTrainLoop({ maxIters: iterations + WARM_UP }),
      loader: loader(),
      optimWrapper: optimWrapper(),
    }),
  });
  let start = 0;
  let end = 0;
  runner.events.subscribe((event) => {
    if (event.type !== 'train-iter') return;
    if (event.iter === WARM_UP) start = performance.now();
    if (event.iter === iterations + WARM_UP) end = performance.now();
  });
  await runner.train();
  return (end - start) / iterations;
}

/** Milliseconds of the bare step alone: no loader, no loop, no hooks. */
async function bare(): Promise<number> {
  const model = new Regressor();
  model.initWeights(0);
  const wrapper = optimWrapper();
  wrapper.optimizer.setParameters([{ params: [...model.namedParameters()] }]);
  const batches: Batch[] = [];
  for await (const batch of loader().iterate({ epoch: 0 })) batches.push(batch);
  const tensors = batches.map((batch) => model.dataPreprocessor.prepare(batch));
  let start = 0;
  for (let iter = 0; iter < iterations + WARM_UP; iter += 1) {
    if (iter === WARM_UP) start = performance.now();
    await wrapper.step(model, tensors[iter % tensors.length]!, hashKeys(0, 'step', iter));
  }
  const time = (performance.now() - start) / iterations;
  for (const each of tensors) tf.dispose(each as never);
  wrapper.optimizer.dispose();
  model.dispose();
  return time;
}

const folder = mkdtempSync(join(tmpdir(), 'mma-bench-'));
const ours = { whole: [] as number[], bare: [] as number[] };
const theirs = { whole: [] as number[], bare: [] as number[] };
try {
  // Loads TensorFlow.
  await engine(join(folder, 'warm-up'));
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.whole.push(await engine(join(folder, `${round}`)));
    ours.bare.push(await bare());
    const rival = runRival('mmengine_overhead.py', [
      String(iterations),
      String(WARM_UP),
      join(folder, `rival-${round}`),
    ]);
    if (rival === undefined) continue;
    const [whole, step] = rival.split(' ').map(Number);
    theirs.whole.push(whole!);
    theirs.bare.push(step!);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(name: string, times: typeof ours): void {
  if (times.whole.length === 0) {
    console.log(`${name.padEnd(9)} not installed`);
    return;
  }
  const [whole, step] = [median(times.whole), median(times.bare)];
  const figures = [whole, step, whole - step].map((time) => `${time.toFixed(3)} ms`);
  console.log(`${name.padEnd(9)} iteration ${figures[0]}, bare step ${figures[1]}, engine ${figures[2]}`);
}

report('MMA', ours);
report('MMEngine', theirs);
