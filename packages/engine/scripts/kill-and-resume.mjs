// Kills (SIGKILL) a training run at random moments, resumes it each time, and compares all that it ends with, bit for bit, with
// a run that was left alone. Build first: pnpm exec tsc -b packages/engine
//
//   node packages/engine/scripts/kill-and-resume.mjs [KILLS=20] [SEED=now]
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Random } from '../dist/index.js';
import { liveOnce, trainKilled } from '../dist/runner/fixtures/killed-run.js';
import { stateOfRun } from '../dist/runner/fixtures/run-state.js';
import { tempDir } from '../dist/runner/fixtures/toy-config.js';

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? Date.now() % 1e9);
// Long enough that a kill, which strikes up to 20 ms after its iteration, does not come after the end.
const epochs = 75;
const maxIters = 4 * epochs;
const base = {
  'train_cfg.max_epochs': epochs,
  param_scheduler: [
    { type: 'LinearLR', start_factor: 0.1, begin: 0, end: 30, by_epoch: false },
    { type: 'CosineAnnealingLR', T_max: epochs, begin: 0, end: epochs, by_epoch: true, eta_min: 0.001 },
  ],
};
const ways = {
  'by epoch': { checkpoint: { interval: 1, max_keep_ckpts: 2, save_best: 'auto' }, file: `epoch_${epochs}.pth` },
  'by iteration': {
    checkpoint: {
      interval: 3,
      by_epoch: false,
      max_keep_ckpts: 2,
      save_best: ['acc/top1', 'acc/error'],
      rule: ['greater', 'less'],
    },
    file: `iter_${maxIters}.pth`,
  },
};

console.log(`${kills} kills each, seed ${seed}`);
for (const [name, { checkpoint, file }] of Object.entries(ways)) {
  const changes = { ...base, 'default_hooks.checkpoint': checkpoint };
  const whole = tempDir();
  const { code, errors } = await liveOnce(whole, changes);
  assert.equal(code, 0, errors);
  const expected = await stateOfRun(join(whole, 'work', file));
  for (const workers of [0, 1, 2]) {
    const killed = tempDir();
    const began = performance.now();
    const moments = await trainKilled(
      killed,
      { ...changes, 'train_dataloader.num_workers': workers, 'train_dataloader.persistent_workers': workers > 0 },
      { kills, maxIters, random: Random.of(seed, name, workers) },
    );
    assert.deepEqual(await stateOfRun(join(killed, 'work', file)), expected);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`${name}, ${workers} workers: killed after iterations ${moments.join(' ')}: equal (${seconds} s)`);
  }
}
