/**
 * What bfloat16 costs in accuracy: the embedded dataset's recipe, trained and tested in float32 and with `--amp`, from the same seeds.
 *
 *   pnpm --filter @mma/bench amp-accuracy [seeds] [epochs]
 *
 * Two runs of the recipe, some minutes each, for every seed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [seeds = '2', epochs] = process.argv.slice(2);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CONFIG = here('../../configs/recognition/tsn/tsn_r18_1x1x3_stick-actions-rgb.ts');
const KINDS = { float32: [], bfloat16: ['--amp'] };

const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
try {
  // The config names its data from the working directory. More clips to test than usual: one of 20 would be 5 %.
  await mma('data', 'make', 'stick-actions', '--out', 'data/stick_actions', '--counts', 'train=120,val=40,test=400');
  for (let seed = 0; seed < Number(seeds); seed++) {
    for (const [name, flags] of Object.entries(KINDS)) {
      const workDir = `${name}-${seed}`;
      const length = epochs === undefined ? [] : ['--cfg-options', `train_cfg.max_epochs=${epochs}`];
      await mma('train', CONFIG, '--work-dir', workDir, '--seed', String(seed), ...flags, ...length);
      const best = (await readdir(join(folder, workDir))).find((file) => file.startsWith('best_'))!;
      const figures = JSON.parse(await mma('test', CONFIG, join(workDir, best), '--json')) as Record<string, number>;
      console.log(`seed ${seed}, ${name.padEnd(8)} test acc/top1 ${figures['acc/top1']!.toFixed(4)}, ${best}`);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function mma(...args: string[]): Promise<string> {
  const command = [here('../../packages/cli/dist/bin.js'), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder, maxBuffer: 1 << 26 });
  return stdout;
}
