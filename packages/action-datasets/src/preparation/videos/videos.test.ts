import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoReader, VideoWriter } from '@mma/video';
import { loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onThreads } from '../on-threads.js';
import { checkVideo } from './check-video.js';

let folder: string;
let clip: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mma-videos-'));
  clip = join(folder, 'clip.mp4');
  const writer = await VideoWriter.create(clip, { fps: 25, width: 96, height: 64, gop: 250 });
  for (let i = 0; i < 30; i++) {
    await writer.write(Uint8Array.from({ length: 96 * 64 * 3 }, (_, at) => (at % 3 === 0 ? 200 : (at >> 5) + 4 * i)));
  }
  await writer.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a whole video is described', async () => {
  expect(await checkVideo({ path: clip })).toEqual({
    path: clip,
    bytes: expect.any(Number),
    info: { width: 96, height: 64, fps: 25, numFrames: 30, duration: 1.2, codec: 'h264', rotation: 0 },
  });
});

test('what is wrong with a file is told, each with its cause', async () => {
  const text = join(folder, 'text.mp4');
  const empty = join(folder, 'empty.mp4');
  const cut = join(folder, 'cut.mp4');
  await writeFile(text, 'no video at all');
  await writeFile(empty, '');
  await cp(clip, cut);
  await truncate(cut, 700);
  const checks = await onThreads(
    'checkVideo',
    [clip, text, empty, cut, join(folder, 'gone.mp4')].map((path) => ({ path })),
    { workers: 2 },
  );
  expect(checks.map(({ problem }) => problem?.code)).toEqual([
    undefined,
    'MMA_VIDEO_CORRUPT',
    'MMA_VIDEO_CORRUPT',
    'MMA_VIDEO_CORRUPT',
    'MMA_VIDEO_NOT_FOUND',
  ]);
});

test('frames are extracted at the size asked for, and a complete folder is left alone', async () => {
  const out = join(folder, 'frames', 'clip');
  const job = { path: clip, out, size: { shortSide: 32 } };
  const progress: number[] = [];
  expect(await onThreads('extractFrames', [job], { workers: 1, onProgress: (done) => progress.push(done) })).toEqual([
    { path: clip, frames: 30, reused: false },
  ]);
  expect(progress).toEqual([1]);
  const files = (await readdir(out)).sort();
  expect([files.length, files[0], files.at(-1)]).toEqual([30, 'img_00001.jpg', 'img_00030.jpg']);
  const { width, height } = await loadImage(await readFile(join(out, files[0]!)));
  expect([width, height]).toEqual([48, 32]);
  expect(await readdir(join(folder, 'frames'))).toEqual(['clip']);
  expect(await onThreads('extractFrames', [job], { workers: 1 })).toEqual([{ path: clip, frames: 0, reused: true }]);
});

test('a video is made smaller, frame for frame, with key frames close together', async () => {
  const out = join(folder, 'small', 'clip.mp4');
  const [resized] = await onThreads('resizeVideo', [{ path: clip, out, size: { shortSide: 32 }, gop: 5 }], {
    workers: 1,
  });
  expect(resized).toMatchObject({ path: clip, reused: false, bytes: { before: expect.any(Number) } });
  await using reader = await VideoReader.open(out);
  expect(reader.info).toMatchObject({ width: 48, height: 32, fps: 25, numFrames: 30 });
  const { data } = await reader.read([0]);
  expect(data[0]).toBeGreaterThan(180);
  expect(await readdir(join(folder, 'small'))).toEqual(['clip.mp4']);
});

test('a broken video leaves nothing behind', async () => {
  const text = join(folder, 'text.mp4');
  const [frames] = await onThreads('extractFrames', [{ path: text, out: join(folder, 'broken', 'text') }]);
  const [resized] = await onThreads('resizeVideo', [{ path: text, out: join(folder, 'broken', 'text.mp4') }]);
  expect([frames!.problem?.code, resized!.problem?.code]).toEqual(['MMA_VIDEO_CORRUPT', 'MMA_VIDEO_CORRUPT']);
  expect(await readdir(join(folder, 'broken')).catch(() => [])).toEqual([]);
});

test('a place that cannot be written to is told of each video', async () => {
  const place = join(folder, 'a-file');
  await writeFile(place, '');
  const [frames] = await onThreads('extractFrames', [{ path: clip, out: join(place, 'clip') }]);
  const [resized] = await onThreads('resizeVideo', [{ path: clip, out: join(place, 'clip.mp4') }]);
  for (const result of [frames, resized]) {
    expect(result!.problem).toMatchObject({ code: 'MMA_DATA_WRITE', message: expect.stringMatching(/ENOTDIR|EEXIST/) });
  }
});

test('the first failure ends what waits behind it', async () => {
  // No job at all: the thread fails, not the video.
  const jobs = [null as unknown as { path: string }, ...Array.from({ length: 300 }, () => ({ path: clip }))];
  let done = 0;
  const onProgress = (count: number) => {
    done = count;
  };
  await expect(onThreads('checkVideo', jobs, { workers: 1, onProgress })).rejects.toThrow();
  expect(done).toBeLessThan(150);
});
