/**
 * The whole run of the getting-started guide, from the start of the process to its end: TSN-R50 from random weights on kinetics400_tiny (30
 * clips), 3 epochs, each validated and saved. `mma train` and MMAction2 in turns.
 *
 *   pnpm --filter @mma/bench whole-run FOLDER [rounds] [epochs]
 *
 * FOLDER holds `kinetics_tiny_train_video.txt`, `kinetics_tiny_val_video.txt`, `train/` and `val/` (`mma data download kinetics400_tiny`).
 * Without MMAction2 and OpenCV in the Python that `MMA_BENCH_PYTHON` names only ours runs.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasModules, python } from './rival.ts';
import { describe, median } from './stats.ts';

const [given, rounds = '3', epochs = '3'] = process.argv.slice(2);
if (given === undefined) throw new Error('name the folder of kinetics400_tiny');
const folder = resolve(given);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const CONFIG = '../../configs/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb.ts';

const workDir = await mkdtemp(join(tmpdir(), 'mma-bench-'));
const loader = (part: string): string[] => [
  `${part}_dataloader.num_workers=2`,
  `${part}_dataloader.dataset.ann_file=${folder}/kinetics_tiny_${part}_video.txt`,
  `${part}_dataloader.dataset.data_prefix.video=${folder}/${part}`,
];
const ours = [
  // With the flag of the program's first line.
  ...[process.execPath, '--single-threaded-gc'],
  ...[here('../../packages/cli/dist/bin.js'), 'train', here(CONFIG), '--work-dir', join(workDir, 'mma')],
  ...['--cfg-options', 'load_from=None', 'model.backbone.pretrained=None', `train_cfg.max_epochs=${epochs}`],
  ...[...loader('train'), ...loader('val')],
];
const theirs = [python, here('../rivals/mmaction_train.py'), folder, join(workDir, 'mmaction'), epochs];

interface Run {
  name: string;
  command: string[];
  wall: number[];
  cpu: number[];
}
const run = (name: string, command: string[]): Run => ({ name, command, wall: [], cpu: [] });
const runs = [run('mma train', ours)];
if (hasModules('mmaction', 'cv2')) runs.push(run('MMAction2', theirs));
else console.log('MMAction2 or OpenCV is not installed: no rival');
try {
  for (let round = 0; round < Number(rounds); round++) {
    for (const each of runs) {
      await rm(workDir, { recursive: true, force: true });
      const { wall, cpu } = await timed(each.command);
      each.wall.push(wall);
      each.cpu.push(cpu);
      console.log(`${each.name}: ${(wall / 1000).toFixed(1)} s, processor time ${(cpu / 1000).toFixed(1)} s`);
    }
  }
} finally {
  await rm(workDir, { recursive: true, force: true });
}
for (const { name, wall, cpu } of runs)
  console.log(`${name.padEnd(9)} ${describe(wall)}; processor time ${describe(cpu)}`);
const [first, second] = runs;
if (first !== undefined && second !== undefined) {
  const ratio = (of: 'wall' | 'cpu'): string => (median(first[of]) / median(second[of])).toFixed(3);
  console.log(`mma train / MMAction2: ${ratio('wall')}; processor time ${ratio('cpu')}`);
}

/** Milliseconds of a command from start to end, and of processor time that it and its children took. */
async function timed(command: readonly string[]): Promise<{ wall: number; cpu: number }> {
  const start = performance.now();
  // The shell's `times`: its own, then its children's user and system time, as 1m2.345s.
  const child = spawn('sh', ['-c', '"$@" >&2 || exit; times', 'sh', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = ['', ''];
  for (const [index, stream] of [child.stdout, child.stderr].entries()) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[index] += text;
    });
  }
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}:\n${texts[1]!.slice(-2000)}`);
  const children = texts[0]!.trimEnd().split('\n').at(-1)!;
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
  return { wall: performance.now() - start, cpu: cpu * 1000 };
}
