import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unzip } from '../../data/unzip.js';
import { mmaHere } from '../../testing/run-here.js';
import { zipOf } from '../../testing/zip-of.js';

let folder: string;
let address: string;
const archive = zipOf({ 'tiny/train.txt': 'a.mp4 0\n', 'tiny/clips/a.mp4': 'pictures' });
const server = createServer((request, response) => {
  if (request.url === '/tiny.zip') response.end(archive);
  else response.writeHead(404).end();
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-download-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('an archive is downloaded and unpacked to a folder of its name, once', async () => {
  const first = await mmaHere(folder, ['data', 'download', `${address}/tiny.zip`]);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/Unpacked 2 files to data\/tiny \(SHA-256 of the archive: [0-9a-f]{64}\)/);
  expect(await readdir(join(folder, 'data'))).toEqual(['tiny']);
  expect(await readFile(join(folder, 'data', 'tiny', 'train.txt'), 'utf8')).toBe('a.mp4 0\n');
  const second = await mmaHere(folder, ['data', 'download', `${address}/tiny.zip`]);
  expect([second.code, second.stderr]).toEqual([0, 'data/tiny is there already.\n']);
});

test('another hash than the one that was asked for leaves nothing behind', async () => {
  const { code, stderr } = await mmaHere(folder, [
    ...['data', 'download', `${address}/tiny.zip`, '--out', 'hashed', '--sha256', '0'.repeat(64)],
  ]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/has the SHA-256 [0-9a-f]{64}, and 0+ was asked for/)]);
  expect(await readdir(join(folder, 'hashed'))).toEqual([]);
});

test('an archive that is not there, and a dataset that is not known', async () => {
  expect((await mmaHere(folder, ['data', 'download', `${address}/none.zip`])).stderr).toMatch(
    /the server answered 404/,
  );
  const { code, stderr } = await mmaHere(folder, ['data', 'download', 'kinetics400_tny']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/Did you mean kinetics400_tiny\?/)]);
});

test.each([
  ['a path that leads out of the folder', zipOf({ '../evil.txt': 'x' }), /invalid relative path|\.\./],
  ['an absolute path', zipOf({ '/evil.txt': 'x' }), /absolute path/],
  ['a link', zipOf({ 'link.txt': '/etc/passwd' }, { mode: 0o120777 }), /it holds a link, link\.txt/],
  ['files that grow beyond measure', zipOf({ 'big.bin': 'x' }, { claimedSize: 2 ** 31 }), /would take more than/],
  ['no archive at all', Buffer.from('<html>'), /cannot be unpacked/],
])('%s is refused, and nothing is left behind', async (_, bytes, reason) => {
  const file = join(folder, 'bad.zip');
  await writeFile(file, bytes);
  const before = await readdir(folder);
  await expect(unzip(file, join(folder, 'unpacked'))).rejects.toMatchObject({
    code: 'MMA_CLI_ARCHIVE',
    message: expect.stringMatching(reason),
  });
  expect(await readdir(folder)).toEqual(before);
});
