/**
 * `mma infer --long` over videos of several lengths (340x256, 30 frames a second), with a timeline, subtitles and a drawing, or (`--video`) the video too: time beside decoding alone,
 * and the resident memory of its processes, which must not grow with the length. Linux only.
 *
 *   pnpm --filter @mma/bench long-video [minutes…] [--video]
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ActionDataPreprocessor, Recognizer2D, ResNet, TSNHead } from '@mma/action-models';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { FrameStream, VideoWriter } from '@mma/video';

const numbers = process.argv.slice(2).map(Number).filter(Number.isFinite);
const minutes = numbers.length > 0 ? numbers : [1, 20];
const withVideo = process.argv.includes('--video');
const CONFIG = 'tsn_r18_1x1x3_stick-actions-rgb';
const WINDOW = ['--window', '10', '--stride', '0.5'];
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [FPS, WIDTH, HEIGHT] = [30, 340, 256];

const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
try {
  const weights = join(folder, 'tsn_r18.pth');
  await writeWeights(weights);
  for (const length of minutes) {
    const video = join(folder, `${length}-minutes.mp4`);
    await drawVideo(video, length * 60);
    const decoding = await decode(video);
    console.log(`${length} min: decoding alone ${decoding.toFixed(1)} s`);
    const files = ['--pred-out-file', join(folder, 'a.json'), '--srt-out-dir', folder, '--timeline-out-dir', folder];
    if (withVideo) files.push('--vid-out-dir', join(folder, 'out'));
    const args = ['infer', video, '--long', '--rec', CONFIG, '--checkpoint', weights, ...WINDOW, ...files];
    const { seconds, middle, peak } = await measure(args);
    const ratio = (seconds / decoding).toFixed(2);
    console.log(
      `  all of it ${seconds.toFixed(1)} s (${ratio} × decoding), RSS ${middle.toFixed(0)} MiB half-way, ${peak.toFixed(0)} MiB at most`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Runs the program and looks at the memory of its processes, in MiB. */
async function measure(args: readonly string[]): Promise<{ seconds: number; middle: number; peak: number }> {
  const began = performance.now();
  const program = join(ROOT, 'packages/cli/dist/bin.js');
  const run = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  run.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const finished = new Promise<number | null>((resolve) => run.once('close', resolve));
  const sizes: number[] = [];
  let code: number | null | undefined;
  void finished.then((value) => {
    code = value;
  });
  while (code === undefined) {
    sizes.push(residentMemory(run.pid!));
    await pause(100);
  }
  if (code !== 0) throw new Error(said);
  return {
    seconds: (performance.now() - began) / 1000,
    middle: sizes[sizes.length >> 1]!,
    peak: sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}

/** Of a process and its children. */
function residentMemory(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + residentMemory(Number(child)), own);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

async function decode(video: string): Promise<number> {
  const began = performance.now();
  await using stream = await FrameStream.openFile(video);
  while (await stream.next());
  return (performance.now() - began) / 1000;
}

async function drawVideo(file: string, seconds: number): Promise<void> {
  const writer = await VideoWriter.create(file, { fps: FPS, width: WIDTH, height: HEIGHT });
  const pictures = Array.from({ length: FPS }, (_, frame) =>
    Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, at) => (at % (WIDTH * 3)) / 6 + at / 3000 + frame * 3),
  );
  for (let frame = 0; frame < FPS * seconds; frame++) await writer.write(pictures[frame % FPS]!);
  await writer.close();
}

async function writeWeights(file: string): Promise<void> {
  await loadBackend({ install: true });
  const model = new Recognizer2D({
    dataPreprocessor: new ActionDataPreprocessor({ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }),
    backbone: new ResNet({ depth: 18 }),
    clsHead: new TSNHead({ numClasses: 5, inChannels: 512 }),
  });
  model.initWeights(0);
  await writeCheckpoint(file, { meta: {}, state_dict: await model.stateDict() });
}
