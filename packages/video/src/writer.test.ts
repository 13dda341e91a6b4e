import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VideoReader } from './reader.js';
import { numberedPicture, shownNumbers, temporaryFolder, upTo } from './testing/clips.js';
import { VideoWriter, type VideoWriterOptions } from './writer.js';

async function write(path: string, frames: number, options: VideoWriterOptions): Promise<void> {
  const writer = await VideoWriter.create(path, options);
  for (let i = 0; i < frames; i++) await writer.write(numberedPicture(i, options.width, options.height));
  await writer.close();
}

test.each(['clip.mp4', 'clip.mkv'])('what is written to %s is read back', async (name) => {
  const path = join(await temporaryFolder(), name);
  await write(path, 50, { fps: 15, width: 96, height: 64 });
  await using reader = await VideoReader.open(path);
  expect(reader.info).toMatchObject({ width: 96, height: 64, numFrames: 50, codec: 'h264', rotation: 0 });
  expect(reader.info.fps).toBeCloseTo(15, 3);
  expect(reader.info.duration).toBeCloseTo(50 / 15, 1);
  expect(shownNumbers(await reader.read(upTo(50)))).toEqual(upTo(50));
});

test.each([29.97, 23.976, 12.5, 30000 / 1001])('a rate of %d is kept', async (fps) => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  await write(path, 3, { fps, width: 32, height: 32 });
  await using reader = await VideoReader.open(path);
  expect(reader.info.fps).toBeCloseTo(fps, 2);
});

test('an odd size is rounded up by repeating the edge', async () => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  await write(path, 3, { fps: 25, width: 95, height: 63 });
  await using reader = await VideoReader.open(path);
  expect(reader.info).toMatchObject({ width: 96, height: 64 });
  expect(shownNumbers(await reader.read([2]))).toEqual([2]);
});

test.each(['rgb', 'rgba'] as const)('plain colours in %s come back within a few levels', async (pixels) => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  const side = 63;
  const writer = await VideoWriter.create(path, { fps: 25, width: side, height: side, crf: 12, pixels, flush: false });
  const colours = [
    [200, 30, 40],
    [20, 180, 60],
    [30, 50, 210],
    [255, 255, 255],
    [0, 0, 0],
  ];
  const channels = pixels.length;
  for (const colour of colours) {
    const bytes = Array.from({ length: side * side * channels }, (_, i) => colour[i % channels] ?? 77);
    await writer.write(Uint8Array.from(bytes));
  }
  await writer.close();
  await using reader = await VideoReader.open(path);
  const { data } = await reader.read(upTo(colours.length));
  for (const [frame, colour] of colours.entries()) {
    const pixel = data.subarray((frame * 64 * 64 + 32 * 64 + 32) * 3).subarray(0, 3);
    for (const [channel, value] of colour.entries()) expect(Math.abs(pixel[channel]! - value)).toBeLessThanOrEqual(4);
  }
});

test('equal pictures make equal files', async () => {
  const folder = await temporaryFolder();
  const files = new Set<string>();
  for (let i = 0; i < 12; i++) {
    await write(join(folder, 'a.mp4'), 20, { fps: 25, width: 64, height: 48 });
    files.add(await readFile(join(folder, 'a.mp4'), 'base64'));
  }
  expect(files.size).toBe(1);
});

test('faster ways give the same pictures in a larger file', async () => {
  const folder = await temporaryFolder();
  const sizes: number[] = [];
  const ways = [{}, { preset: 'ultrafast' }, { preset: 'ultrafast', qp: 20 }] as const;
  for (const [at, way] of ways.entries()) {
    const path = join(folder, `${at}.mp4`);
    await write(path, 30, { fps: 15, width: 96, height: 64, ...way });
    await using reader = await VideoReader.open(path);
    expect(shownNumbers(await reader.read(upTo(30)))).toEqual(upTo(30));
    sizes.push((await readFile(path)).length);
  }
  expect(Math.min(...sizes)).toBe(sizes[0]);
});

test('gop sets how far key frames are apart', async () => {
  const folder = await temporaryFolder();
  await write(join(folder, 'long.mp4'), 60, { fps: 25, width: 96, height: 64 });
  await write(join(folder, 'short.mp4'), 60, { fps: 25, width: 96, height: 64, gop: 1 });
  const sizes = await Promise.all(
    ['long', 'short'].map(async (name) => (await readFile(join(folder, `${name}.mp4`))).length),
  );
  expect(sizes[1]).toBeGreaterThan(sizes[0]! * 1.5);
});

test('the file appears only when it is finished, over the one before', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'clip.mp4');
  await writeFile(path, 'before');
  const writer = await VideoWriter.create(path, { fps: 25, width: 32, height: 32 });
  await writer.write(numberedPicture(0, 32, 32));
  expect(await readFile(path, 'utf8')).toBe('before');
  await writer.close();
  expect(await readdir(folder)).toEqual(['clip.mp4']);
  await using reader = await VideoReader.open(path);
  expect(reader.info.numFrames).toBe(1);
});

test('giving up leaves nothing behind', async () => {
  const folder = await temporaryFolder();
  const writer = await VideoWriter.create(join(folder, 'clip.mp4'), { fps: 25, width: 32, height: 32 });
  for (let i = 0; i < 40; i++) await writer.write(numberedPicture(i, 32, 32));
  await writer.abort();
  await writer.abort();
  expect(await readdir(folder)).toEqual([]);
  await expect(writer.write(numberedPicture(0, 32, 32))).rejects.toMatchObject({ code: 'MMA_VIDEO_CLOSED' });
});

test.each<[string, string, Partial<VideoWriterOptions>]>([
  ['an unknown ending', 'clip.wmv', {}],
  ['no ending', 'clip', {}],
  ['a rate of zero', 'clip.mp4', { fps: 0 }],
  ['half pixels', 'clip.mp4', { width: 32.5 }],
  ['no pixels', 'clip.mp4', { height: 0 }],
])('%s is refused before anything is written', async (_, name, options) => {
  const folder = await temporaryFolder();
  const creating = VideoWriter.create(join(folder, name), { fps: 25, width: 32, height: 32, ...options });
  await expect(creating).rejects.toMatchObject({ code: 'MMA_VIDEO_OPTIONS' });
  expect(await readdir(folder)).toEqual([]);
});

test('a picture of the wrong size is refused', async () => {
  const folder = await temporaryFolder();
  const writer = await VideoWriter.create(join(folder, 'clip.mp4'), { fps: 25, width: 32, height: 32 });
  await expect(writer.write(new Uint8Array(5))).rejects.toMatchObject({
    code: 'MMA_VIDEO_OPTIONS',
    message: expect.stringContaining('32 × 32 RGB needs 3072'),
  });
  await writer.abort();
});

test('a folder that does not exist is reported', async () => {
  const path = join(await temporaryFolder(), 'no', 'such', 'clip.mp4');
  await expect(VideoWriter.create(path, { fps: 25, width: 32, height: 32 })).rejects.toMatchObject({
    code: 'MMA_VIDEO_WRITE',
    hint: expect.stringContaining('folder exists'),
  });
});
