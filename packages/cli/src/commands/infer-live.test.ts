import { execFileSync } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { sendSlowly, serveHere } from '../testing/live-source.js';
import { mmaHere } from '../testing/run-here.js';
import { type Started, startMma } from '../testing/run-mma.js';
import { silentWave } from '../testing/silent-wave.js';
import { makeTinyProject, type TinyProject, writeTinyWeights } from '../testing/tiny-project.js';

const FPS = 20;
const SECONDS = 4;

let project: TinyProject;
let weights: string;
/** Matroska can be read while it arrives. */
let video: Buffer;

beforeAll(async () => {
  project = await makeTinyProject();
  weights = await writeTinyWeights(project);
  const [width, height] = [64, 48];
  const writer = await VideoWriter.create(project.path('live.mkv'), { fps: FPS, width, height, gop: 10 });
  for (let frame = 0; frame < FPS * SECONDS; frame++) {
    // Noise, so that every part of the file is a part of the time.
    await writer.write(Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7919 * (frame + 1)) % 251));
  }
  await writer.close();
  video = await readFile(project.path('live.mkv'));
});
afterAll(() => project.remove());

function watch(source: string, ...args: string[]): Started {
  const run = startMma(['infer', source, '--rec', 'tiny.yaml', '--checkpoint', weights, ...args], {
    cwd: project.folder,
  });
  onTestFinished(() => void run.child.kill('SIGKILL'));
  return run;
}

interface Line {
  at: string;
  start: number;
  end: number;
  predictions: { label: string; score: number }[];
  lag: number;
  dropped: { windows: number; frames: number };
}

const linesOf = (stdout: string): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('programs get a line of JSON for each window, in a file too', async () => {
  const address = await serveHere((response) => {
    const write = (slice: Uint8Array) => response.write(slice);
    void sendSlowly(video, { seconds: SECONDS, write }).then(() => response.end());
  });
  const run = watch(
    address,
    ...['--stream', '--window', '1', '--stride', '0.5', '--label-file', 'labels.txt'],
    ...['--json', '--pred-out-file', 'lines.json'],
  );
  const { code, stdout, stderr } = await run.finished;
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/the stream has ended\n\d windows; \d windows and 0 frames/),
  ]);
  const lines = linesOf(stdout);
  expect(lines.length + lines.at(-1)!.dropped.windows).toBe(SECONDS * 2 - 1);
  for (const { start, end, predictions, lag, at } of lines) {
    expect(end - start).toBeCloseTo(1);
    expect(predictions.map(({ label }) => label).sort()).toEqual(['left', 'right']);
    expect(predictions[0]!.score + predictions[1]!.score).toBeCloseTo(1, 5);
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(new Date(at).toISOString()).toBe(at);
  }
  expect(await readFile(project.path('lines.json'), 'utf8')).toBe(stdout);
});

test('a named pipe is a stream without being called one; people get a line for each window', async () => {
  const pipe = project.path('pipe');
  execFileSync('mkfifo', [pipe]);
  const run = watch('pipe', '--window', '1', '--label-file', 'labels.txt');
  const file = await open(pipe, 'w');
  await sendSlowly(video, { seconds: 1, write: (slice) => file.write(slice) });
  await file.close();
  const { code, stdout } = await run.finished;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(\d\d:\d\d:\d\d {2}(left|right) 0\.\d\d, (left|right) 0\.\d\d {2}\(\d+\.\d\d s ago\)\n)+$/);
});

test('Ctrl-C is how one stops watching: exit code 0, at once, also where nothing comes', async () => {
  const silent = await serveHere((response) => void response.write(video.subarray(0, video.length >> 1)));
  const run = watch(silent, '--stream', '--window', '0.5', '--timeout', '60');
  await new Promise((resolve) => run.child.stdout!.once('data', resolve));
  const asked = performance.now();
  run.child.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect([code, stderr]).toEqual([0, expect.stringMatching(/\d windows; \d windows and 0 frames were dropped/)]);
  expect(performance.now() - asked).toBeLessThan(3000);
});

test.runIf(process.platform === 'linux')(
  'a program that is killed leaves no process waiting for a silent pipe',
  async () => {
    execFileSync('mkfifo', [project.path('silent')]);
    const { child, finished } = watch('silent');
    const children = async (): Promise<string[]> =>
      (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim().split(' ').filter(Boolean);
    const opensIt = async (pid: string) =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('feed-process');
    await vi.waitUntil(async () => (await children()).length > 0, { timeout: 60_000, interval: 100 });
    const [feeder] = await children();
    await vi.waitUntil(async () => opensIt(feeder!), { timeout: 60_000, interval: 100 });
    // Time to import what it needs and to open the pipe.
    await sleep(2000);
    child.kill('SIGKILL');
    await finished;
    await vi.waitUntil(async () => !(await opensIt(feeder!)), { timeout: 10_000, interval: 100 });
  },
);

test('a stream that breaks off is an error, with what came before it predicted', async () => {
  const silent = await serveHere((response) => void response.write(video.subarray(0, video.length >> 1)));
  const { code, stdout, stderr } = await watch(silent, '--stream', '--window', '0.5', '--timeout', '1', '--json')
    .finished;
  expect(linesOf(stdout).length).toBeGreaterThan(0);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/broke off: nothing came for 1 s\.\nhint: +--reconnect/)]);
});

test('--reconnect goes on when the source is back', async () => {
  let visits = 0;
  const address = await serveHere((response) => {
    visits++;
    if (visits === 2) response.writeHead(503).end();
    else response.end(video);
  });
  const run = watch(address, '--stream', '--window', '1', '--reconnect', '60', '--json');
  await run.said(/The stream has ended\. Trying again for 60 s\.\nthe stream is back\nThe stream has ended/);
  run.child.kill('SIGINT');
  const { code, stdout } = await run.finished;
  expect(code).toBe(0);
  expect(linesOf(stdout).length).toBeGreaterThan(1);
  expect(visits).toBeGreaterThanOrEqual(3);
});

test('--reconnect gives up when the source does not come back, and says why', async () => {
  let visits = 0;
  const address = await serveHere((response) => {
    visits++;
    if (visits === 1) response.end(video);
    else response.writeHead(404).end();
  });
  const { code, stderr } = await watch(address, '--stream', '--window', '1', '--reconnect', '2').finished;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/error: .*(404|has not come back)/)]);
});

test('sound without pictures is a clear error', async () => {
  const address = await serveHere((response) => response.end(silentWave()));
  const { code, stderr } = await watch(address, '--stream').finished;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/live\.mkv has no video stream/)]);
});

test.each<[string, string[], number, RegExp]>([
  [
    'a camera that is not there',
    ['/dev/video99'],
    1,
    /\/dev\/video99: there is no such device.*\nhint: .*ls \/dev\/video/,
  ],
  ['a device that is no camera', ['/dev/null'], 1, /Cannot open the stream \/dev\/null/],
  ['a server that is not there', ['http://127.0.0.1:1/a.m3u8'], 1, /refused/],
  [
    'a camera that is not there, with a password',
    ['rtsp://admin:s3cret@127.0.0.1:1/x'],
    1,
    /rtsp:\/\/admin:\*\*\*@.*refused/,
  ],
  ['a file', ['live.mkv', '--stream'], 1, /is a file, no live source/],
  ['two sources', ['/dev/video99', 'live.mkv'], 2, /Watch one at a time/],
  ['a live source and --long', ['/dev/video99', '--long'], 2, /--long means nothing for cameras/],
  ['drawing on a stream', ['/dev/video99', '--vid-out-dir', 'x'], 2, /--vid-out-dir means nothing for cameras/],
  ['a batch of streams', ['/dev/video99', '--batch-size', '2'], 2, /--batch-size/],
  ['a place that cannot be written to', ['/dev/video99', '--pred-out-file', 'tiny.yaml/x'], 1, /cannot be written/],
])('%s is a clear error', async (_, args, exit, message) => {
  const rest = ['--rec', 'tiny.yaml', '--checkpoint', weights];
  const { code, stdout, stderr } = await mmaHere(project.folder, ['infer', ...args, ...rest]);
  expect([code, stdout, stderr]).toEqual([exit, '', expect.stringMatching(message)]);
  expect(stderr).not.toMatch(/s3cret| {4}at /);
});
