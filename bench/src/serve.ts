/**
 * `mma serve` with TSN-R50 (random weights) and the pipeline of its Kinetics-400 config: the time of a 10-s clip of 340x256 once it is warm,
 * and what 50 uploads at once do to `/health`, to memory and to each other.
 *
 *   pnpm --filter @mma/bench serve [uploads]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ActionDataPreprocessor, Recognizer2D, ResNet, TSNHead } from '@mma/action-models';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { VideoWriter } from '@mma/video';
import { describe } from './stats.ts';

const uploads = Number(process.argv[2] ?? 50);
const CONFIG = 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [FPS, SECONDS, WIDTH, HEIGHT] = [30, 10, 340, 256];

/** In seconds. */
interface Stages {
  decode: number;
  model: number;
}
const stages: Stages[] = [];
const ms = (seconds: number): string => `${(seconds * 1000).toFixed(0)} ms`;

const folder = await mkdtemp(join(tmpdir(), 'mma-bench-'));
const weights = join(folder, 'tsn_r50.pth');
await writeWeights(weights);
const clip = await drawClip(join(folder, 'clip.mp4'));
const { server, base } = await startServer(weights);
try {
  const alone: number[] = [];
  for (let round = 0; round < 8; round += 1) alone.push(await upload());
  const { decode, model } = stages.at(-1)!;
  console.log(`one upload: ${describe(alone)}; of the last, decoding ${ms(decode)}, the model ${ms(model)}`);
  await crowd();
} finally {
  server.kill('SIGTERM');
  await rm(folder, { recursive: true });
}

/** Many uploads at once, and meanwhile a look at `/health` every 50 ms. */
async function crowd(): Promise<void> {
  // The longest delay counts from the last time that it was asked for.
  await fetch(`${base}/metrics`);
  let isDone = false;
  const began = performance.now();
  const answers = Promise.all(Array.from({ length: uploads }, upload)).finally(() => {
    isDone = true;
  });
  const health: number[] = [];
  while (!isDone) {
    health.push(await timed(() => fetch(`${base}/health`)));
    await pause(50);
  }
  await answers;
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${uploads} uploads at once: all answered in ${seconds.toFixed(1)} s, ${(seconds / uploads).toFixed(2)} s each`,
  );
  const sorted = health.sort((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]!.toFixed(1);
  console.log(
    `/health meanwhile: median ${share(0.5)} ms, 99 % ${share(0.99)} ms, slowest ${share(1)} ms (${sorted.length})`,
  );
  const metrics = await (await fetch(`${base}/metrics`)).text();
  const lag = Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]);
  console.log(`the server's event loop was held up for ${ms(lag)} at most`);
  console.log(`memory, at most: ${peakMemory(server.pid!).toFixed(0)} MiB, and the decoder's`);
}

/** @returns milliseconds */
async function upload(): Promise<number> {
  const form = new FormData();
  form.append('video', new Blob([clip]), 'clip.mp4');
  return timed(async () => {
    const response = await fetch(`${base}/api/predict`, { method: 'POST', body: form });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    stages.push(((await response.json()) as { time: Stages }).time);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** In MiB; Linux only. */
function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

async function startServer(checkpoint: string): Promise<{ server: ChildProcess; base: string }> {
  const program = join(ROOT, 'packages/cli/dist/bin.js');
  const started = spawn(process.execPath, [program, 'serve', CONFIG, checkpoint, '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: started.stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return { server: started, base: address };
  }
  throw new Error('the server has ended');
}

async function writeWeights(file: string): Promise<void> {
  await loadBackend({ install: true });
  const model = new Recognizer2D({
    dataPreprocessor: new ActionDataPreprocessor({ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }),
    backbone: new ResNet({ depth: 50 }),
    clsHead: new TSNHead({ numClasses: 400, inChannels: 2048 }),
  });
  model.initWeights(0);
  await writeCheckpoint(file, { meta: {}, state_dict: await model.stateDict() });
}

/** A moving pattern, with key frames as far apart as encoders usually put them. */
async function drawClip(file: string): Promise<Buffer<ArrayBuffer>> {
  const writer = await VideoWriter.create(file, { fps: FPS, width: WIDTH, height: HEIGHT });
  for (let frame = 0; frame < FPS * SECONDS; frame += 1) {
    const picture = new Uint8Array(WIDTH * HEIGHT * 3);
    for (let at = 0; at < picture.length; at += 1) picture[at] = ((at % (WIDTH * 3)) / 6 + at / 3000 + frame * 3) % 256;
    await writer.write(picture);
  }
  await writer.close();
  return (await readFile(file)) as Buffer<ArrayBuffer>;
}
