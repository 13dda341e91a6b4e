import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findVideos } from './sources.js';

let folder: string;
let server: Server;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-cli-'));
  await mkdir(join(folder, 'in', 'deep'), { recursive: true });
  await mkdir(join(folder, 'empty'));
  for (const name of ['b.mp4', 'a.AVI', 'notes.txt', 'deep/c.webm']) await writeFile(join(folder, 'in', name), name);
  server = createServer((request, response) => {
    if (request.url?.startsWith('/clip.mp4')) response.end('video');
    else response.writeHead(404, 'Not Found').end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const sources = (...inputs: string[]) => findVideos(inputs, join(folder, 'downloads'));
const find = async (...inputs: string[]) => (await sources(...inputs)).map(({ file }) => file);
const inFolder = (...names: string[]) => names.map((name) => join(folder, 'in', name));

describe('inputs', () => {
  test('a file stands for itself, whatever it is called', async () => {
    expect(await find(join(folder, 'in', 'notes.txt'))).toEqual(inFolder('notes.txt'));
  });

  test('a folder stands for the videos in it, at any depth, in order', async () => {
    expect(await find(join(folder, 'in'))).toEqual(inFolder('a.AVI', 'b.mp4', 'deep/c.webm'));
  });

  test('a glob stands for the videos that it matches', async () => {
    expect(await find(join(folder, 'in', '*'))).toEqual(inFolder('a.AVI', 'b.mp4'));
    expect(await find(join(folder, 'in', '**', '*.webm'))).toEqual(inFolder('deep/c.webm'));
  });

  test('several inputs keep their order', async () => {
    expect(await find(join(folder, 'in', 'b.mp4'), join(folder, 'in', 'deep'))).toEqual(
      inFolder('b.mp4', 'deep/c.webm'),
    );
  });

  test.each([
    ['none.mp4', 'There is no file or folder'],
    ['empty', 'There is no video in the folder'],
    ['in/*.mkv', 'No video matches'],
    ['in/b.mp4/x', 'There is no file or folder'],
  ])('%s: %s', async (name, message) => {
    await expect(find(join(folder, name))).rejects.toMatchObject({
      code: 'MMA_CLI_INPUT',
      message: expect.stringContaining(message),
    });
  });
});

describe('addresses', () => {
  test('are fetched, and keep their name', async () => {
    const [source] = await sources(`${base}/clip.mp4?size=small`);
    expect(await readFile(source!.file, 'utf8')).toBe('video');
    expect(source!.name).toBe(`${base}/clip.mp4?size=small`);
  });

  test('two of the same file name do not take each other’s place', async () => {
    const files = await find(`${base}/clip.mp4?v=1`, `${base}/clip.mp4?v=2`);
    expect(new Set(files).size).toBe(2);
  });

  test('that give nothing are an error and leave nothing behind', async () => {
    const files = async () => {
      const entries = await readdir(join(folder, 'downloads'), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    };
    const before = await files();
    await expect(find(`${base}/none.mp4`)).rejects.toThrow(/none\.mp4 cannot be fetched: .*the server answered 404/);
    await expect(find('http://127.0.0.1:1/clip.mp4')).rejects.toMatchObject({ code: 'MMA_CLI_INPUT' });
    expect(await files()).toEqual(before);
  });
});
