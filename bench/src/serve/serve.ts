/**
 * `mma serve` with TSN-R50 (random weights) and the pipeline of its Kinetics-400 config: the time of a 10-s clip of 340x256 once it is warm,
 * and what 50 uploads at once do to `/health`, to memory and to each other. Ends with 1 where a limit is passed: `/health` within 100 ms,
 * or within twice what a server that does nothing takes at the same time, on a machine that is busy otherwise; 1536 MiB for the server, 512 for its decoder.
 *
 *   pnpm --filter @mma/bench serve [uploads]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadBackend } from '@mma/backend';
import { writeCheckpoint } from '@mma/checkpoint';
import { VideoWriter } from '@mma/video';
import { describe } from '../stats.ts';
import { tsnR50 } from '../tsn-r50.ts';

const uploads = Number(process.argv[2] ?? 50);
const CONFIG = 'tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb';
/** In milliseconds and MiB. */
const LIMITS = { health: 100, server: 1536, decoder: 512 };
const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
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
const program = join(ROOT, 'packages/cli/dist/bin.js');
const { server, base } = await startServer([program, 'serve', CONFIG, weights, '--port', '0']);
try {
  const alone: number[] = [];
  for (let round = 0; round < 8; round += 1) alone.push(await upload('predict'));
  const { decode, model } = stages.at(-1)!;
  console.log(`one upload: ${describe(alone)}; of the last, decoding ${ms(decode)}, the model ${ms(model)}`);
  const maps: number[] = [];
  for (let round = 0; round < 4; round += 1) maps.push(await upload('cam?class=7'));
  console.log(`where a class is seen in it: ${describe(maps)}`);
  await crowd();
} finally {
  server.kill('SIGTERM');
  await rm(folder, { recursive: true });
}

/** Many uploads at once; meanwhile a look at `/health` every 20 ms, and at a server that does nothing. */
async function crowd(): Promise<void> {
  // The longest delay counts from the last time that it was asked for.
  await fetch(`${base}/metrics`);
  const bare = await startServer([join(HERE, 'bare-server.ts')]);
  const [health, other] = [looking(`${base}/health`), looking(bare.base)];
  const began = performance.now();
  await Promise.all(Array.from({ length: uploads }, () => upload('predict')));
  const seconds = (performance.now() - began) / 1000;
  const [slowest, slowestOther] = [summary(await health.end()), summary(await other.end())];
  bare.server.kill();
  console.log(
    `${uploads} uploads at once: all answered in ${seconds.toFixed(1)} s, ${(seconds / uploads).toFixed(2)} s each`,
  );
  console.log(`/health meanwhile: ${slowest.text}; a server that does nothing: ${slowestOther.text}`);
  const metrics = await (await fetch(`${base}/metrics`)).text();
  const lag = Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]);
  console.log(`the event loop of /health was held up for ${ms(lag)} at most`);
  const [decoder] = childrenOf(server.pid!);
  const memory = { server: peakMemory(server.pid!), decoder: peakMemory(decoder!) };
  console.log(`memory, at most: ${memory.server.toFixed(0)} MiB, its decoder ${memory.decoder.toFixed(0)} MiB`);
  check('/health in ms', slowest.slowest, Math.max(LIMITS.health, 2 * slowestOther.slowest));
  check('memory of the server in MiB', memory.server, LIMITS.server);
  check('memory of the decoder in MiB', memory.decoder, LIMITS.decoder);
}

function check(what: string, found: number, limit: number): void {
  if (found <= limit) return;
  console.log(`${what}: ${found.toFixed(0)} is above the limit of ${limit.toFixed(0)}`);
  process.exitCode = 1;
}

/** Looks at an address from a process of its own. */
function looking(url: string): { end(): Promise<number[]> } {
  const looker = spawn(process.execPath, [join(HERE, 'look.ts'), url], { stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    async end() {
      looker.stdin.end();
      for await (const line of createInterface({ input: looker.stdout })) return JSON.parse(line) as number[];
      throw new Error(`nobody could look at ${url}`);
    },
  };
}

function summary(times: number[]): { text: string; slowest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]!;
  const text = `median ${share(0.5).toFixed(1)} ms, 99 % ${share(0.99).toFixed(1)} ms, slowest ${share(1).toFixed(1)} ms (${sorted.length})`;
  return { text, slowest: share(1) };
}

/** @returns milliseconds */
async function upload(path: string): Promise<number> {
  const form = new FormData();
  form.append('video', new Blob([clip]), 'clip.mp4');
  return timed(async () => {
    const response = await fetch(`${base}/api/${path}`, { method: 'POST', body: form });
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

/** The processes that a process has started; Linux only. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

async function startServer(args: readonly string[]): Promise<{ server: ChildProcess; base: string }> {
  const started = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: started.stdout })) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address !== undefined) return { server: started, base: address };
  }
  throw new Error('the server has ended');
}

async function writeWeights(file: string): Promise<void> {
  await loadBackend({ install: true });
  await writeCheckpoint(file, { meta: {}, state_dict: await tsnR50().stateDict() });
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
