import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigDict } from '@mma/config';
import { VideoWriter } from '@mma/video';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMPONENT_PACKAGES } from '../run/read-config.js';
import { type WebServer, webServer } from '../web/listen.js';
import { Decoder } from './decoding/decoder.js';
import { createServer } from './server.js';
import type { VideoWork } from './video-work.js';

/** The server as it is, with work that only opens and decodes uploads: what hostile clients meet needs no model. */
let base: URL;
let server: WebServer;
let decoder: Decoder;
let folder: string;
let uploads: string;
let clip: Buffer;
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-hostile-'));
  uploads = await mkdtemp(join(folder, 'uploads-'));
  clip = await drawn('clip.mp4', [64, 48], 10);
  const pipeline: ConfigDict[] = [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 3, test_mode: true },
    { type: 'DecordDecode' },
    { type: 'FormatShape', input_format: 'NCHW' },
    { type: 'PackActionInputs' },
  ];
  const windows = { length: 2, stride: 1 };
  const limits = { duration: 60, pixels: 1e6 };
  decoder = new Decoder({ pipeline, oneClipWindows: true, windows, limits, modules: COMPONENT_PACKAGES }, 5000);
  const work: VideoWork = {
    async analyse(file) {
      const { info } = await decoder.decode(file);
      return { video: info, predictions: [], timeline: [], time: { decode: 0, model: 0 } };
    },
    localize: () => Promise.reject(new Error('no model')),
  };
  const app = await createServer({
    work,
    about: { config: 'none', device: 'none', classes: 2, cam: false },
    host: '127.0.0.1',
    capacity: 4,
    maxUpload: 2 ** 20,
    timeLimit: 2000,
    folder: uploads,
    log: (line) => log.push(line),
  });
  server = webServer(app);
  base = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(async () => {
  await server.close();
  await decoder.close();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  await expect.poll(() => readdir(uploads)).toEqual([]);
  const inside = async () => ((await (await fetch(new URL('health', base))).json()) as { inside: number }).inside;
  await expect.poll(inside).toBe(0);
});

/** A clip whose picture changes, in the given size. */
async function drawn(name: string, [width, height]: readonly [number, number], frames: number): Promise<Buffer> {
  const writer = await VideoWriter.create(join(folder, name), { fps: 10, width, height });
  for (let frame = 0; frame < frames; frame += 1)
    await writer.write(new Uint8Array(width * height * 3).fill(frame * 9));
  await writer.close();
  return readFile(join(folder, name));
}

async function upload(data: Uint8Array, name = 'clip.mp4'): Promise<{ status: number; code: string | undefined }> {
  const form = new FormData();
  form.append('video', new Blob([new Uint8Array(data)]), name);
  const response = await fetch(new URL('api/predict', base), { method: 'POST', body: form });
  const body = (await response.json()) as { error?: { code: string } };
  return { status: response.status, code: body.error?.code };
}

function open(): Socket {
  return connect(Number(base.port), base.hostname).on('error', () => {});
}

/** What the server answers to bytes; nothing where it only hangs up. Whoever `keepsSending` does so until then. */
async function exchange(
  pieces: readonly (string | Uint8Array)[],
  keepsSending?: (socket: Socket) => void,
): Promise<string> {
  const socket = open();
  const ended = new Promise((resolve) => socket.once('close', resolve));
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
    if (answer.includes('\r\n\r\n')) socket.destroy();
  });
  for (const piece of pieces) socket.write(piece);
  const timer = keepsSending && setInterval(keepsSending, 20, socket);
  await ended;
  clearInterval(timer);
  return answer;
}

const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** A form of raw parts, as a request that ends the connection. */
function formOf(parts: readonly { head: string; data?: Uint8Array }[]): Uint8Array[] {
  const body = Buffer.concat([
    ...parts.flatMap(({ head, data = Buffer.from('x') }) => [
      Buffer.from(`--b\r\n${head}\r\n\r\n`),
      data,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--b--\r\n'),
  ]);
  const head = [
    'POST /api/predict HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    'Content-Type: multipart/form-data; boundary=b',
    `Content-Length: ${body.length}`,
  ];
  return [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body];
}

const FILE = 'Content-Disposition: form-data; name="video"; filename="a.mp4"';

const FIELD = 'Content-Disposition: form-data; name="a"';

describe('forms', () => {
  test.each([
    [
      'a thousand fields before the video',
      400,
      () => [...Array(1000).fill({ head: FIELD }), { head: FILE, data: clip }],
    ],
    ['a hundred videos, of which the first one is taken', 200, () => Array(100).fill({ head: FILE, data: clip })],
    ['a part with a head of a megabyte', 200, () => [{ head: `${FILE}; a="${'a'.repeat(2 ** 20)}"`, data: clip }]],
    ['a part with a thousand header lines', 200, () => [{ head: `${FILE}${'\r\nX-A: a'.repeat(1000)}`, data: clip }]],
    ['a part without a name', 400, () => [{ head: 'Content-Disposition: form-data', data: clip }]],
    ['a part with a name of every object', 400, () => [{ head: FILE.replace('video', '__proto__'), data: clip }]],
    [
      'a file name with a null byte and a path',
      200,
      () => [{ head: FILE.replace('a.mp4', '/etc/a\0.mp4'), data: clip }],
    ],
    ['no parts', 400, () => []],
  ])('%s: %i', async (_what, expected, parts) => {
    expect(status(await exchange(formOf(parts())))).toBe(expected);
  });

  test('one that breaks off in the middle, though the request is whole', async () => {
    const [head, body] = formOf([{ head: FILE, data: clip }]) as [Buffer, Buffer];
    const cut = body.subarray(0, 600);
    const shorter = head.toString().replace(/Content-Length: \d+/, `Content-Length: ${cut.length}`);
    expect(status(await exchange([shorter, cut]))).toBe(400);
  });

  test('a file that never ends, of a size that is not told', async () => {
    const part = `--b\r\n${FILE}\r\n\r\n`;
    const head = [
      'POST /api/predict HTTP/1.1',
      'Host: localhost',
      'Transfer-Encoding: chunked',
      'Content-Type: multipart/form-data; boundary=b',
    ].join('\r\n');
    const chunk = Buffer.concat([Buffer.from('40000\r\n'), Buffer.alloc(0x40000), Buffer.from('\r\n')]);
    let largest = 0;
    const answer = await exchange([`${head}\r\n\r\n${part.length.toString(16)}\r\n${part}\r\n`], (socket) => {
      socket.write(chunk);
      for (const name of readdirSync(uploads)) largest = Math.max(largest, statSync(join(uploads, name)).size);
    });
    expect(largest).toBe(2 ** 20);
    // What is beyond the limit is dropped as it comes, so that whoever ends gets an answer; nobody goes on for ever.
    expect(status(answer)).toBe(408);
  });
});

describe('requests', () => {
  test('a head of twenty thousand bytes', async () => {
    expect(
      status(await exchange([`GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`])),
    ).toBe(431);
  });

  test('one whose length is told in two ways', async () => {
    const head =
      'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(status(await exchange([head, '0\r\n\r\n']))).toBe(400);
  });

  test.each([
    ['its head', ['GET /health HTTP/1.1\r\nHost: localhost\r\n', 'X-A: a\r\n']],
    [
      'its body',
      [
        ...formOf([])
          .slice(0, 1)
          .map((head) => head.toString().replace(/Length: \d+/, 'Length: 100000')),
        'a',
      ],
    ],
  ])('one that sends %s in drops is cut off after the time for it', async (_what, [first, drop]) => {
    const began = performance.now();
    const answer = await exchange([first!], (socket) => socket.write(drop!));
    expect(performance.now() - began).toBeLessThan(8000);
    expect(status(answer)).toBe(408);
  });

  test('three hundred that only connect keep nobody out, and are cut off', async () => {
    const sockets = Array.from({ length: 300 }, open);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    expect((await upload(clip)).status).toBe(200);
    await Promise.all(sockets.map((socket) => (socket.closed ? undefined : once(socket.resume(), 'close'))));
  });

  test('a client that leaves as soon as its video has arrived', async () => {
    const socket = open();
    for (const piece of formOf([{ head: FILE, data: clip }])) await new Promise((sent) => socket.write(piece, sent));
    socket.destroy();
    await expect.poll(() => log.at(-1)).toMatch(/^POST \/api\/predict/);
  });
});

describe('other web sites', () => {
  test.each([
    'rebound.example.com',
    '127.0.0.1.example.com',
    'localhost@example.com',
    'example.com#@localhost',
    '10.0.0.1',
    '',
  ])('may not come under the name "%s"', async (host) => {
    expect(status(await exchange([`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]))).toBe(403);
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:9'])('the name "%s" is this machine’s', async (host) => {
    expect(status(await exchange([`GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]))).toBe(200);
  });

  test.each(['https://example.com', 'null', 'http://localhost:1', 'file://'])(
    'get no leave to call from their pages: %s',
    async (origin) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      for (const method of ['OPTIONS', 'POST']) {
        const answer = await fetch(new URL('api/predict', base), { method, headers });
        expect(answer.status).toBe(403);
        expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    },
  );
});

describe('videos', () => {
  test('whose pictures are larger than is taken', async () => {
    const large = await drawn('large.mp4', [1280, 960], 2);
    expect(await upload(large)).toEqual({ status: 422, code: 'MMA_CLI_VIDEO_LIMIT' });
  });

  test('of a few bytes that claim to be 65535 × 65535', async () => {
    const head = Buffer.from('GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
    const picture = Buffer.from(',\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;', 'latin1');
    expect((await upload(Buffer.concat([head, picture]), 'a.gif')).status).toBe(422);
  });

  test.each([
    ['the first frame lasts for days', 'stts', 16, 422],
    ['there are two thousand million frames', 'stsz', 12, 422],
  ])('whose tables say that %s', async (_what, table, offset, expected) => {
    const claimed = Buffer.from(clip);
    claimed.writeUInt32BE(0x7fffffff, claimed.indexOf(table) + offset);
    expect((await upload(claimed)).status).toBe(expected);
    // The decoder has survived, or another one has taken its place.
    expect((await upload(clip)).status).toBe(200);
  });
});
