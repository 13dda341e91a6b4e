import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FF_ENCODER_MPEG4 } from 'node-av/constants';
import { expect, test } from 'vitest';
import { probe } from './probe.js';
import { VideoReader } from './reader.js';
import { shownNumbers, temporaryFolder, upTo, writeClip } from './testing/clips.js';

test('a missing file is named, with a hint', async () => {
  await expect(VideoReader.open('/nowhere/clip.mp4')).rejects.toMatchObject({
    code: 'MMA_VIDEO_NOT_FOUND',
    message: 'Cannot open video /nowhere/clip.mp4: there is no such file.',
    hint: expect.stringContaining('data prefix'),
  });
});

test('a folder is not a video', async () => {
  const folder = join(await temporaryFolder(), 'clip.mp4');
  await mkdir(folder);
  await expect(probe(folder)).rejects.toMatchObject({ code: 'MMA_VIDEO_NOT_FOUND', message: /it is a folder/ });
});

test('an empty file is corrupt', async () => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  await writeFile(path, '');
  await expect(probe(path)).rejects.toMatchObject({ code: 'MMA_VIDEO_CORRUPT', message: /0 bytes/ });
});

test.each([
  ['text', Buffer.from('This is no video.\n'.repeat(50))],
  ['a playlist of other files', Buffer.from('#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9,\n/etc/hostname\n#EXT-X-ENDLIST\n')],
  ['random bytes', Buffer.from(upTo(5000).map((i) => (i * i * 31) & 255))],
])('%s named .mp4 is corrupt', async (_, content) => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  await writeFile(path, content);
  await expect(VideoReader.open(path)).rejects.toMatchObject({ code: 'MMA_VIDEO_CORRUPT' });
});

test('sound without pictures is no video', async () => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  await writeFile(path, silentWave(8000));
  await expect(VideoReader.open(path)).rejects.toMatchObject({ code: 'MMA_VIDEO_NO_STREAM' });
});

test('a file cut off in the middle has the frames that are there', async () => {
  const folder = await temporaryFolder();
  const whole = await readFile(writeClip(join(folder, 'whole.mp4'), { frames: 100 }));
  const path = join(folder, 'half.mp4');
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.6)));
  await using reader = await VideoReader.open(path);
  const { numFrames } = reader.info;
  expect(numFrames).toBeGreaterThan(10);
  expect(numFrames).toBeLessThan(100);
  const middle = Math.floor(numFrames / 2);
  expect(shownNumbers(await reader.read([middle, 0]))).toEqual([middle, 0]);
});

test('a file cut off before its table of contents is corrupt', async () => {
  const folder = await temporaryFolder();
  const whole = await readFile(writeClip(join(folder, 'whole.mp4'), { frames: 100 }));
  const path = join(folder, 'start.mp4');
  await writeFile(path, whole.subarray(0, 200));
  await expect(probe(path)).rejects.toMatchObject({ code: 'MMA_VIDEO_CORRUPT' });
});

test('frames outside of a damaged stretch can still be read', async () => {
  const folder = await temporaryFolder();
  const bytes = await readFile(writeClip(join(folder, 'whole.mp4'), { frames: 60, gop: 10 }));
  bytes.fill(0xff, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.7));
  const path = join(folder, 'damaged.mp4');
  await writeFile(path, bytes);
  await using reader = await VideoReader.open(path);
  expect(reader.info.numFrames).toBe(60);
  expect(shownNumbers(await reader.read([0, 5, 58]))).toEqual([0, 5, 58]);

  const outcomes = await Promise.all(
    upTo(60).map((frame) =>
      reader.read([frame]).then(
        () => 'read',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(new Set(outcomes)).toEqual(new Set(['read', 'MMA_VIDEO_CORRUPT']));
});

test.each(['.mkv', '.avi', '.ts', '.jpg', '.txt', ''])('an MP4 named %s is read for what it is', async (extension) => {
  const path = join(await temporaryFolder(), `clip${extension}`);
  await using reader = await VideoReader.open(writeClip(path, { frames: 12 }));
  expect(shownNumbers(await reader.read([11, 4]))).toEqual([11, 4]);
});

test.each([0, 7, 5000])('an AVI whose header claims %i frames has those that are there', async (claimed) => {
  const path = join(await temporaryFolder(), 'clip.avi');
  const bytes = await readFile(
    writeClip(path, { frames: 40, gop: 10, container: 'avi', codec: FF_ENCODER_MPEG4, codecOptions: {} }),
  );
  bytes.writeUInt32LE(claimed, bytes.indexOf('avih') + 8 + 16);
  bytes.writeUInt32LE(claimed, bytes.indexOf('strh') + 8 + 32);
  await writeFile(path, bytes);
  await using reader = await VideoReader.open(path);
  expect(reader.info.numFrames).toBe(40);
  expect(shownNumbers(await reader.read([39, 0, 25]))).toEqual([39, 0, 25]);
});

test.each([1, 0x7fffffff])(
  'an MP4 whose header claims a duration of %i has the frames that are there',
  async (claimed) => {
    const path = join(await temporaryFolder(), 'clip.mp4');
    const bytes = await readFile(writeClip(path, { frames: 40, gop: 10 }));
    bytes.writeUInt32BE(claimed, bytes.indexOf('mvhd') + 4 + 16);
    bytes.writeUInt32BE(claimed, bytes.indexOf('mdhd') + 4 + 16);
    await writeFile(path, bytes);
    await using reader = await VideoReader.open(path);
    expect(reader.info.numFrames).toBe(40);
    expect(shownNumbers(await reader.read([39, 0, 25]))).toEqual([39, 0, 25]);
  },
);

test('a table of contents without tracks holds no video', async () => {
  const path = join(await temporaryFolder(), 'clip.mp4');
  const bytes = await readFile(writeClip(path, { frames: 12 }));
  bytes.write('free', bytes.indexOf('trak'));
  await writeFile(path, bytes);
  await expect(VideoReader.open(path)).rejects.toMatchObject({ code: /^MMA_VIDEO_(CORRUPT|NO_STREAM)$/ });
});

test('a stream whose size changes keeps the size it began with', async () => {
  const folder = await temporaryFolder();
  const options = { frames: 20, container: 'mpegts' };
  const parts = [
    writeClip(join(folder, 'large.ts'), options),
    writeClip(join(folder, 'small.ts'), { ...options, width: 48, height: 32 }),
  ];
  const path = join(folder, 'both.ts');
  await writeFile(path, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
  await using reader = await VideoReader.open(path);
  expect(reader.info).toMatchObject({ width: 96, height: 64, numFrames: 40 });
  const frames = await reader.read([3, 25]);
  expect(frames.shape).toEqual([2, 64, 96, 3]);
  expect(shownNumbers(frames)).toEqual([3, 5]);
});

test('bytes changed at random give frames or errors, never anything else', async () => {
  const folder = await temporaryFolder();
  const whole = await readFile(writeClip(join(folder, 'whole.mp4'), { frames: 20, gop: 6 }));
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 100; round++) {
    const bytes = Buffer.from(whole);
    for (let change = 0; change < 20; change++) bytes[random(bytes.length)] = random(256);
    const path = join(folder, `${round}.mp4`);
    await writeFile(path, bytes);
    const outcome = await readAll(path).catch((error: { code?: string }) => error.code);
    expect(outcome).toMatch(/^(frames|MMA_VIDEO_(CORRUPT|NO_STREAM))$/);
  }
});

async function readAll(path: string): Promise<string> {
  await using reader = await VideoReader.open(path);
  await reader.read(upTo(Math.min(reader.info.numFrames, 20)));
  return 'frames';
}

/** A second of silence as a WAVE file, 16 bits, one channel. */
function silentWave(rate: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + rate * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(rate * 2, 40);
  return Buffer.concat([header, Buffer.alloc(rate * 2)]);
}
