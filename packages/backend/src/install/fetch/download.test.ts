import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PinnedWheel } from '../pins/pinned-wheel.js';
import { sha256, verify } from './checksum.js';
import { download } from './download.js';
import { fetchFromPypi } from './pypi.js';

const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251));
let server: Server;
let base: string;
let folder: string;
const ranges: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-download-'));
  ranges.length = 0;
  server = createServer((request, response) => {
    if (request.url === '/pypi/thing/1.0/json') {
      response.end(JSON.stringify({ urls: [{ filename: 'thing-1.0.whl', url: `${base}/thing-1.0.whl` }] }));
    } else if (request.url === '/thing-1.0.whl') {
      ranges.push(request.headers.range);
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
      response.end(content.subarray(start));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.close();
  await rm(folder, { recursive: true });
});

test('a download goes on where an earlier one stopped', async () => {
  const file = join(folder, 'thing.whl');
  await writeFile(`${file}.part`, content.subarray(0, 20_000));
  await download(`${base}/thing-1.0.whl`, file, () => {});
  expect(ranges).toEqual(['bytes=20000-']);
  expect(content.equals(await readFile(file))).toBe(true);
});

test('a server that says no is an error that names the address', async () => {
  await expect(download(`${base}/missing`, join(folder, 'x'), () => {})).rejects.toThrow(
    `${base}/missing answered 404`,
  );
});

test('a wheel is found through the index and fetched', async () => {
  vi.stubEnv('MMA_PYPI_URL', base);
  const wheel = { project: 'thing', version: '1.0', fileName: 'thing-1.0.whl' } as PinnedWheel;
  const file = await fetchFromPypi(wheel, folder, () => {});
  expect(content.equals(await readFile(file))).toBe(true);
});

test('a file with another checksum is refused', async () => {
  const file = join(folder, 'thing');
  await writeFile(file, content);
  await verify(file, await sha256(file));
  await expect(verify(file, '0'.repeat(64))).rejects.toMatchObject({ code: 'MMA_BACKEND_CHECKSUM' });
});
