import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FF_ENCODER_MPEG4 } from 'node-av/constants';
import { expect, onTestFinished, test } from 'vitest';
import { VideoReader } from '../reader.js';
import { type ClipOptions, shownNumbers, temporaryFolder, upTo, writeClip } from '../testing/clips.js';
import { sendSlowly, serveHere } from '../testing/live-source.js';
import { countFrames } from './count-frames.js';
import { FrameStream } from './frame-stream.js';

const x264 = { preset: 'veryfast', crf: 20, bf: 3 };

test.each<[string, string, ClipOptions]>([
  ['one group of pictures with B-frames', 'a.mp4', { frames: 60 }],
  ['open groups of pictures', 'a.mp4', { frames: 60, gop: 12, codecOptions: { ...x264, 'x264-params': 'open-gop=1' } }],
  ['MKV', 'a.mkv', { frames: 40, gop: 20, container: 'matroska' }],
  ['MPEG-TS', 'a.ts', { frames: 40, gop: 20, container: 'mpegts' }],
  [
    'AVI, some times missing',
    'a.avi',
    { frames: 40, container: 'avi', codec: FF_ENCODER_MPEG4, codecOptions: { bf: 2 } },
  ],
  ['pictures on their side', 'a.mp4', { frames: 10, rotation: 90 }],
])('a file gives the frames that reading by number gives: %s', async (_, name, options) => {
  const path = writeClip(join(await temporaryFolder(), name), options);
  await using reader = await VideoReader.open(path);
  await using stream = await FrameStream.openFile(path);
  const { width, height, fps, codec, rotation } = reader.info;
  expect(stream.info).toMatchObject({ path, width, height, fps, codec, rotation });
  const { data } = await reader.read(upTo(options.frames));
  const pictures: Uint8Array[] = [];
  while (await stream.next()) {
    expect(stream.frame).toEqual({ number: pictures.length, time: expect.closeTo(pictures.length / fps, 2) });
    pictures.push(stream.rgb());
  }
  expect(pictures).toHaveLength(options.frames);
  expect(await countFrames(path)).toBe(options.frames);
  expect(Buffer.concat(pictures).equals(data)).toBe(true);
  expect(await stream.next()).toBeUndefined();
});

test('a file says how long it is', async () => {
  const path = writeClip(join(await temporaryFolder(), 'a.mp4'), { frames: 50 });
  await using stream = await FrameStream.openFile(path);
  expect(stream.info.duration).toBeCloseTo(2, 1);
});

test('a file that is cut off ends where it is cut', async () => {
  const path = writeClip(join(await temporaryFolder(), 'a.ts'), { frames: 60, container: 'mpegts' });
  truncateSync(path, Math.round(statSync(path).size * 0.6));
  await using stream = await FrameStream.openFile(path);
  let frames = 0;
  while (await stream.next()) frames++;
  expect(frames).toBeGreaterThan(10);
  expect(frames).toBeLessThan(60);
});

test('pictures that change their size on the way are scaled to the first', async () => {
  const folder = await temporaryFolder();
  const small = writeClip(join(folder, 'a.ts'), { frames: 20, container: 'mpegts' });
  const large = writeClip(join(folder, 'b.ts'), { frames: 20, container: 'mpegts', width: 192, height: 128 });
  const both = join(folder, 'both.ts');
  writeFileSync(both, Buffer.concat([readFileSync(small), readFileSync(large)]));
  await using stream = await FrameStream.openFile(both);
  const numbers: number[] = [];
  while (await stream.next()) numbers.push(...shownNumbers({ data: stream.rgb(), shape: [1, 64, 96, 3] }));
  expect(numbers).toEqual([...upTo(20), ...upTo(20)]);
});

test('what is no video is refused', async () => {
  const path = join(await temporaryFolder(), 'a.mp4');
  writeFileSync(path, 'no video at all');
  await expect(FrameStream.openFile(path)).rejects.toMatchObject({ code: 'MMA_VIDEO_CORRUPT' });
  await expect(FrameStream.openFile(`${path}.not`)).rejects.toMatchObject({ code: 'MMA_VIDEO_NOT_FOUND' });
});

async function liveClip(options: Partial<ClipOptions> = {}): Promise<string> {
  const path = join(await temporaryFolder(), 'live.ts');
  return writeClip(path, { frames: 75, container: 'mpegts', gop: 5, ...options });
}

test('a named pipe gives every frame to who reads in time', async () => {
  const clip = await liveClip();
  const pipe = join(await temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const sending = open(pipe, 'w').then(async (file) => {
    await sendSlowly(clip, { seconds: 1, write: async (slice) => void (await file.write(slice)) });
    await file.close();
  });
  await using stream = await FrameStream.openLive(pipe);
  expect(stream.info).toMatchObject({ width: 96, height: 64, fps: 25, codec: 'h264', duration: undefined });
  const numbers: number[] = [];
  while (await stream.next()) numbers.push(...shownNumbers({ data: stream.rgb(), shape: [1, 64, 96, 3] }));
  await sending;
  expect(numbers).toEqual(upTo(75));
});

test('who reads too slowly misses frames, and is not further behind than allowed', async () => {
  const clip = await liveClip();
  let began = 0;
  const address = await serveHere((response) => {
    began = performance.now();
    void sendSlowly(clip, { seconds: 3, write: (slice) => void response.write(slice) }).then(() => response.end());
  });
  await using stream = await FrameStream.openLive(address, { maxLag: 0.5 });
  const numbers: number[] = [];
  let worst = 0;
  while (await stream.next()) {
    numbers.push(...shownNumbers({ data: stream.rgb(), shape: [1, 64, 96, 3] }));
    worst = Math.max(worst, (performance.now() - began) / 1000 - stream.frame!.time);
    await sleep(80);
  }
  expect(stream.dropped).toBeGreaterThan(15);
  expect(numbers.length).toBeLessThan(60);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  // All of the clip in 80 ms steps would end 3 s late; what is allowed, and the frames that the decoder holds back, is much less than that.
  expect(worst).toBeLessThan(2);
});

/** An HLS playlist of one segment that is over. */
const playlistOf = (segment: string): string =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n${segment}\n#EXT-X-ENDLIST\n`;

test('a playlist on the web leads to its segments there, and never to local files', async () => {
  const clip = await liveClip();
  const bytes = readFileSync(clip);
  const asked: string[] = [];
  const address = await serveHere((response, path) => {
    asked.push(path);
    if (path === '/segment.ts') response.end(bytes);
    else response.end(playlistOf(path === '/good.m3u8' ? 'segment.ts' : `file://${clip}`));
  });
  await using stream = await FrameStream.openLive(address.replace('live.ts', 'good.m3u8'));
  let frames = 0;
  while (await stream.next()) frames++;
  expect(frames).toBe(75);
  expect(asked).toContain('/segment.ts');
  await expect(FrameStream.openLive(address.replace('live.ts', 'bad.m3u8'), { timeout: 5 })).rejects.toMatchObject({
    code: 'MMA_VIDEO_STREAM',
  });
});

test('datagrams are taken as they come', async () => {
  const bytes = readFileSync(await liveClip());
  const probe = createSocket('udp4').bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  const sender = createSocket('udp4');
  onTestFinished(() => void sender.close());
  let at = 0;
  // Seven packets of MPEG-TS each, over and over.
  const sending = setInterval(() => {
    sender.send(bytes.subarray(at, at + 1316), port, '127.0.0.1');
    at = (at + 1316) % bytes.length;
  }, 1);
  onTestFinished(() => clearInterval(sending));
  await using stream = await FrameStream.openLive(`udp://127.0.0.1:${port}`, { timeout: 20 });
  for (let frame = 0; frame < 20; frame++) expect(await stream.next()).toBeDefined();
  expect(stream.rgb()).toHaveLength(96 * 64 * 3);
});

test('closing ends a wait for a source that sends nothing', async () => {
  const clip = await liveClip();
  const address = await serveHere((response) => {
    void sendSlowly(clip, { seconds: 0.1, write: (slice) => void response.write(slice) });
  });
  const stream = await FrameStream.openLive(address);
  const reading = (async () => {
    while (await stream.next());
  })();
  await sleep(200);
  await stream.close();
  await reading;
});

test('a source that stops sending is broken after the timeout', async () => {
  const clip = await liveClip();
  const address = await serveHere((response) => {
    void sendSlowly(clip, { seconds: 0.1, write: (slice) => void response.write(slice) });
  });
  await using stream = await FrameStream.openLive(address, { timeout: 0.5 });
  const reading = (async () => {
    while (await stream.next());
  })();
  await expect(reading).rejects.toMatchObject({
    code: 'MMA_VIDEO_STREAM',
    message: expect.stringMatching(/broke off: nothing came for 0.5 s/),
  });
});

test.each([
  ['a server that is not there', async () => 'http://127.0.0.1:1/live.ts', /refused/],
  ['an address that is not found', () => serveHere((response) => response.writeHead(404).end()), /404/],
  ['a server that answers nothing', () => serveHere(() => {}), /nothing came for 0.5 s/],
  ['a page', () => serveHere((response) => response.end('<html>no video</html>')), /Invalid data/],
  ['a camera that is not there', async () => '/dev/video99', /no such device/],
  ['a device that is no camera', async () => '/dev/null', /Cannot open the stream \/dev\/null/],
])('%s is a clear error', async (_, source, message) => {
  await expect(FrameStream.openLive(await source(), { timeout: 0.5 })).rejects.toMatchObject({
    code: expect.stringMatching(/^MMA_VIDEO_(STREAM|NOT_FOUND)$/),
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
});
