import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mma, startMma } from '../testing/run-mma.js';
import { makeTinyProject, type TinyProject } from '../testing/tiny-project.js';

let project: TinyProject;
let checkpoint: string;
let server: Served;
let clip: Buffer;

interface Served {
  base: string;
  child: ChildProcess;
  /** Where its temporary files are. */
  temporary: string;
  stop(): Promise<number>;
}

/** The built program serving the tiny project's model. */
async function serve(...options: string[]): Promise<Served> {
  const temporary = project.path(`tmp-${Math.random().toString(36).slice(2)}`);
  await mkdir(temporary);
  const args = ['serve', 'finer.yaml', checkpoint, '--port', '0', '--label-file', 'labels.txt', ...options];
  const { child, said, finished } = startMma(args, { cwd: project.folder, env: { TMPDIR: temporary } });
  let out = '';
  child.stdout!.on('data', (text: string) => {
    out += text;
  });
  await said(/Ctrl-C ends it/);
  const base = /http:\/\/\S+/.exec(out)![0];
  const stop = async () => {
    child.kill('SIGTERM');
    return (await finished).code;
  };
  return { base, child, temporary, stop };
}

function form(data: Uint8Array<ArrayBuffer> | Buffer, name = 'clip.mp4', field = 'video'): FormData {
  const body = new FormData();
  body.append(field, new Blob([new Uint8Array(data)]), name);
  return body;
}

const predict = (body: FormData, { base } = server, query = '') =>
  fetch(`${base}/api/predict${query}`, { method: 'POST', body });

interface Answer {
  predictions: { label: string; score: number }[];
  timeline: { start: number; end: number; predictions: { label: string; score: number }[] }[];
  video: { numFrames: number };
}

interface Heat {
  timeline: { start: number; end: number; heat: (number | null)[] }[];
}

/** Uploads that lie in the server's folders. */
async function leftovers({ temporary } = server): Promise<string[]> {
  const entries = await readdir(temporary, { recursive: true });
  return entries.filter((name) => /mma-serve-[^/]+\//.test(name));
}

async function inside({ base }: Served): Promise<number> {
  return ((await (await fetch(`${base}/health`)).json()) as { inside: number }).inside;
}

/** The most memory that the process has had, in MiB; 0 where that is not told. */
function peakMemory({ child }: Served): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Begins an upload of 900 kB and sends part of it. */
function beginUpload({ base }: Served): Socket {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const head = '--x\r\nContent-Disposition: form-data; name="video"; filename="a.mp4"\r\n\r\n';
  socket.write(
    `POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n${head}`,
  );
  socket.write(Buffer.alloc(200_000));
  return socket;
}

/** A clip of `frames` pictures at 10 a second. */
async function drawn(name: string, frames: number): Promise<Buffer> {
  const file = project.path(name);
  const writer = await VideoWriter.create(file, { fps: 10, width: 64, height: 48 });
  for (let frame = 0; frame < frames; frame += 1) await writer.write(new Uint8Array(64 * 48 * 3).fill(frame * 3));
  await writer.close();
  return readFile(file);
}

/** The tiny project with pictures of 128 pixels, of which the backbone makes maps of 4 × 4. */
function finerConfig(): string {
  const pipeline = [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 2, test_mode: true },
    { type: 'DecordDecode' },
    { type: 'Resize', scale: [-1, 144] },
    { type: 'CenterCrop', crop_size: 128 },
    { type: 'FormatShape', input_format: 'NCHW' },
    { type: 'PackActionInputs' },
  ];
  const loader = JSON.stringify({ dataset: { pipeline } });
  return `_base_: ./tiny.yaml\nval_dataloader: ${loader}\ntest_dataloader: ${loader}\n`;
}

beforeAll(async () => {
  project = await makeTinyProject();
  expect((await mma(['train', 'tiny.yaml', '--no-validate'], { cwd: project.folder })).code).toBe(0);
  checkpoint = project.path('work', 'epoch_1.pth');
  await writeFile(project.path('finer.yaml'), finerConfig());
  clip = await readFile(project.path('clips', 'right_9.mp4'));
  server = await serve('--max-upload', '1', '--max-duration', '5', '--timeout', '20');
});
afterAll(async () => {
  if (server?.child.exitCode === null) await server.stop();
  await project.remove();
});

/** An upload that does not go on is cut off after the time for it. */
async function stalledUpload(busy: Served): Promise<void> {
  const socket = beginUpload(busy);
  await expect.poll(() => inside(busy)).toBe(1);
  if (!socket.closed) await once(socket.resume(), 'close');
  await expect.poll(() => inside(busy)).toBe(0);
  await expect.poll(() => leftovers(busy)).toEqual([]);
}

describe('predictions', () => {
  test('are those of `mma infer`', async () => {
    const { code, stdout } = await mma(
      [
        'infer',
        'clips/right_9.mp4',
        '--rec',
        'finer.yaml',
        '--checkpoint',
        checkpoint,
        '--label-file',
        'labels.txt',
        '--json',
      ],
      { cwd: project.folder },
    );
    expect(code).toBe(0);
    const inferred = (JSON.parse(stdout) as { predictions: { top: Answer['predictions'] }[] }).predictions[0]!.top;
    const response = await predict(form(clip));
    expect(response.status).toBe(200);
    const { predictions, video } = (await response.json()) as Answer;
    expect(video.numFrames).toBe(9);
    expect(predictions.map(({ label }) => label)).toEqual(inferred.map(({ label }) => label));
    for (const [at, { score }] of predictions.entries()) expect(score).toBeCloseTo(inferred[at]!.score, 5);
  });

  test('come for windows that slide over the video', async () => {
    const answer = (await (await predict(form(await drawn('long.mp4', 45)))).json()) as Answer;
    expect(answer.timeline.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [1, 3],
      [2, 4],
      [2.5, 4.5],
    ]);
    const sums = answer.timeline.map(({ predictions }) => predictions.reduce((sum, { score }) => sum + score, 0));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
    // The picture brightens all the time: windows that were all the same stretch would score the same.
    expect(new Set(answer.timeline.map(({ predictions }) => predictions[0]!.score)).size).toBeGreaterThan(1);
  });

  test('name as many classes as are asked for', async () => {
    const { predictions } = (await (await predict(form(clip), server, '?top_k=1')).json()) as Answer;
    expect(predictions).toHaveLength(1);
    const refused = await predict(form(clip), server, '?top_k=none');
    expect(refused.status).toBe(400);
    expect(JSON.stringify(await refused.json())).toContain('top_k');
  });
});

describe('where a class is seen', () => {
  const localize = (query: string) => fetch(`${server.base}/api/cam${query}`, { method: 'POST', body: form(clip) });

  test('comes as heat over the picture, for the class that is asked for', async () => {
    const [left, right] = (await Promise.all(
      ['?class=0', '?class=1'].map(async (query) => (await localize(query)).json()),
    )) as Heat[];
    expect(left).toMatchObject({ class: { label: 'left', index: 0 }, grid: { columns: 32, rows: 24 } });
    expect(left!.timeline.map(({ start, end }) => [start, end])).toEqual([[0, 0.9]]);
    const { heat } = left!.timeline[0]!;
    const seen = heat.filter((value) => value !== null);
    expect([heat.length, Math.min(...seen), Math.max(...seen)]).toEqual([32 * 24, 0, 1]);
    // The pipeline cuts 128 × 128 out of 192 × 144: 32 pixels, a sixth, are left out on either side.
    const row = heat.slice(12 * 32, 13 * 32).map((value) => value === null);
    expect(row.indexOf(false)).toBeGreaterThanOrEqual(5);
    expect(row.filter((isOutside) => !isOutside).length).toBeOneOf([21, 22]);
    expect(row.toReversed()).toEqual(row);
    expect(right!.timeline[0]!.heat).not.toEqual(heat);
  });

  test('not for a class that there is not', async () => {
    for (const query of ['', '?class=2', '?class=-1', '?class=left']) expect((await localize(query)).status).toBe(400);
    expect(await leftovers()).toEqual([]);
  });
});

describe('what is no video', () => {
  test.each([
    ['text', 'clip.mp4', () => Buffer.from('this is no video at all\n'.repeat(50)), 422],
    ['an empty file', 'clip.mp4', () => Buffer.alloc(0), 400],
    ['a video that was cut off', 'clip.mp4', () => clip.subarray(0, 300), 422],
    ['a playlist', 'list.m3u8', () => Buffer.from('#EXTM3U\n#EXTINF:1,\n/etc/passwd\n'), 422],
    ['more than is taken', 'clip.mp4', () => Buffer.alloc(2 ** 20 + 1), 413],
  ])('%s is refused, and nothing of it stays', async (_what, name, data, status) => {
    const response = await predict(form(data(), name));
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining('"message"')]);
    expect(text).not.toContain(project.folder);
    expect(await leftovers()).toEqual([]);
  });

  test('a video that is too long is refused', async () => {
    const response = await predict(form(await drawn('longer.mp4', 60)));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ error: { code: 'MMA_CLI_VIDEO_LIMIT' } });
  });

  test('a form without a video, and a body that is no form, are refused', async () => {
    expect((await predict(form(clip, 'clip.mp4', 'other'))).status).toBe(400);
    const json = await fetch(`${server.base}/api/predict`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.status).toBe(415);
    expect(await leftovers()).toEqual([]);
  });

  test('the file name of a client leads nowhere', async () => {
    const response = await predict(form(clip, '../../../../escaped.mp4'));
    expect(response.status).toBe(200);
    expect(await readdir(project.folder, { recursive: true })).not.toContainEqual(expect.stringContaining('escaped'));
  });

  test('paths lead to the pages alone', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2f..%2fpackage.json',
      '/nothing',
      '/.hidden',
    ]) {
      const { hostname, port } = new URL(server.base);
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 40[034] /);
    }
  });

  test('an upload that breaks off leaves nothing', async () => {
    const socket = beginUpload(server);
    await expect.poll(() => leftovers()).toHaveLength(1);
    socket.destroy();
    await expect.poll(() => leftovers()).toEqual([]);
    await expect.poll(() => inside(server)).toBe(0);
  });
});

describe('the server', () => {
  test('describes itself', async () => {
    const description = (await (await fetch(`${server.base}/openapi.json`)).json()) as {
      paths: Record<string, { post: { requestBody: unknown; responses: object } }>;
    };
    const { requestBody, responses } = description.paths['/api/predict']!.post;
    expect(requestBody).toMatchObject({ content: { 'multipart/form-data': { schema: { required: ['video'] } } } });
    expect(description.paths['/api/cam']!.post.requestBody).toEqual(requestBody);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '413', '415', '422', '503']));
    const metrics = await (await fetch(`${server.base}/metrics`)).text();
    expect(metrics).toMatch(/mma_requests_total\{status="200"\} [1-9]/);
    expect(metrics).toMatch(/mma_video_seconds_count\{stage="model"\} [1-9]/);
  });

  test('keeps other web sites out', async () => {
    const { port } = new URL(server.base);
    const foreign = await fetch(`${server.base}/api/predict`, {
      method: 'POST',
      body: form(clip),
      headers: { origin: 'https://example.com' },
    });
    expect(foreign.status).toBe(403);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: rebound.example.com\r\nConnection: close\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 403 /);
    const page = await fetch(`${server.base}/`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('refuses a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await mma(['serve', 'tiny.yaml', checkpoint, '--port', String(port)], {
      cwd: project.folder,
    });
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: 127\.0\.0\.1:\d+ cannot be listened on: another program listens there/);
  });

  test('asks those to come back for whom there is no room, loses none of the others, stays awake, and ends in time', async () => {
    const busy = await serve('--queue', '6', '--timeout', '4');
    await predict(form(clip), busy);
    const before = peakMemory(busy);
    const requests = Array.from({ length: 12 }, () => predict(form(clip), busy));
    const delays: number[] = [];
    let isDone = false;
    const answers = Promise.all(requests).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const began = performance.now();
      await fetch(`${busy.base}/health`);
      delays.push(performance.now() - began);
      await pause(20);
    }
    const statuses = (await answers).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(6);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    for (const { status, headers } of await answers) {
      if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    // Far above what is promised, for machines that do other work at the same time.
    expect(delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(500);
    // Uploads wait on disk, and two at most are worked on: memory does not grow with their number.
    expect(peakMemory(busy) - before).toBeLessThan(150);
    expect(await leftovers(busy)).toEqual([]);
    await stalledUpload(busy);
    beginUpload(busy);
    await expect.poll(() => inside(busy)).toBe(1);
    expect(await busy.stop()).toBe(0);
    expect(await readdir(busy.temporary)).toEqual([]);
  });
});

test('what a killed server leaves is removed by the next one, and that leaves nothing where it cannot begin', async () => {
  beginUpload(server);
  await expect.poll(() => leftovers()).toHaveLength(1);
  const ended = once(server.child, 'exit');
  server.child.kill('SIGKILL');
  await ended;
  expect(await leftovers()).toHaveLength(1);
  await writeFile(project.path('three.txt'), 'a\nb\nc\n');
  const { code, stderr } = await mma(['serve', 'tiny.yaml', checkpoint, '--label-file', 'three.txt'], {
    cwd: project.folder,
    env: { TMPDIR: server.temporary },
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('names 3 classes, the model has 2')]);
  expect(stderr).toContain('removed what killed servers had left in a folder');
  expect(await readdir(server.temporary)).toEqual([]);
});
