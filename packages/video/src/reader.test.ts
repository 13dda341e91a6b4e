import { join } from 'node:path';
import { AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV444P, FF_ENCODER_MPEG4 } from 'node-av/constants';
import { expect, test } from 'vitest';
import { VideoReader } from './reader.js';
import { type ClipOptions, shownNumbers, temporaryFolder, upTo, writeClip } from './testing/clips.js';

async function openClip(name: string, options: ClipOptions): Promise<VideoReader> {
  return VideoReader.open(writeClip(join(await temporaryFolder(), name), options));
}

const x264 = { preset: 'veryfast', crf: 20, bf: 3 };

test.each<[string, string, ClipOptions]>([
  ['one group of pictures with B-frames', 'a.mp4', { frames: 120 }],
  ['short groups of pictures', 'a.mp4', { frames: 120, gop: 9 }],
  ['key frames only', 'a.mp4', { frames: 40, gop: 1 }],
  ['open groups of pictures', 'a.mp4', { frames: 90, gop: 12, codecOptions: { ...x264, 'x264-params': 'open-gop=1' } }],
  ['MKV with times in milliseconds', 'a.mkv', { frames: 90, gop: 20, container: 'matroska' }],
  ['MPEG-TS', 'a.ts', { frames: 90, gop: 20, container: 'mpegts' }],
  [
    'AVI, MPEG-4 with B-frames, some times missing',
    'a.avi',
    {
      frames: 60,
      gop: 15,
      container: 'avi',
      codec: FF_ENCODER_MPEG4,
      codecOptions: { bf: 2, b: 2_000_000 },
    },
  ],
  ['variable frame rate', 'a.mp4', { frames: 60, gop: 16, ptsOf: (frame) => frame + Math.floor(frame / 7) * 5 }],
  ['an odd size, 4:4:4', 'a.mp4', { frames: 30, width: 97, height: 65, pixelFormat: AV_PIX_FMT_YUV444P }],
  ['10 bits', 'a.mp4', { frames: 30, pixelFormat: AV_PIX_FMT_YUV420P10LE }],
  ['a single frame', 'a.mp4', { frames: 1 }],
])('any frame is the frame asked for: %s', async (_, name, options) => {
  await using reader = await openClip(name, options);
  const { frames } = options;
  expect(reader.info.numFrames).toBe(frames);
  const all = await reader.read(upTo(frames));
  expect(all.shape).toEqual([frames, options.height ?? 64, options.width ?? 96, 3]);
  expect(shownNumbers(all)).toEqual(upTo(frames));

  const size = all.data.length / frames;
  const picks = upTo(60).map((i) => [(i * 37) % frames, (i * 11 + 5) % frames, (i * 53 + 2) % frames]);
  for (const pick of picks) {
    const some = await reader.read(pick);
    expect(shownNumbers(some)).toEqual(pick);
    const expected = Buffer.concat(pick.map((frame) => all.data.subarray(frame * size, (frame + 1) * size)));
    expect(expected.equals(some.data), `frames ${pick} as when all are decoded`).toBe(true);
  }
});

test('reading in pieces gives the same as reading all at once', async () => {
  await using reader = await openClip('a.mp4', { frames: 100 });
  const numbers: number[] = [];
  for (let first = 0; first < 100; first += 7) {
    numbers.push(...shownNumbers(await reader.read(upTo(Math.min(7, 100 - first)).map((i) => first + i))));
  }
  expect(numbers).toEqual(upTo(100));
});

test('frames come in the order asked for, as often as asked for', async () => {
  await using reader = await openClip('a.mp4', { frames: 20 });
  const frames = await reader.read(Int32Array.of(7, 3, 7, 19, 0, 3));
  expect(shownNumbers(frames)).toEqual([7, 3, 7, 19, 0, 3]);
  expect(frames.data.byteOffset).toBe(0);
  expect(frames.data.buffer.byteLength).toBe(frames.data.length);
});

test('no frames are no work', async () => {
  await using reader = await openClip('a.mp4', { frames: 3 });
  expect((await reader.read([])).shape).toEqual([0, 64, 96, 3]);
});

test('calls that overlap do not disturb each other', async () => {
  await using reader = await openClip('a.mp4', { frames: 60 });
  const calls = [
    reader.read([50, 2]),
    reader.read([1]),
    reader.read([99]).catch(() => 'refused'),
    reader.read([30, 31]),
  ];
  const results = await Promise.all(calls);
  expect(results.map((result) => (typeof result === 'string' ? result : shownNumbers(result)))).toEqual([
    [50, 2],
    [1],
    'refused',
    [30, 31],
  ]);
});

test.each([-1, 20, 1.5, Number.NaN])('frame %d of 20 is refused', async (frame) => {
  await using reader = await openClip('a.mp4', { frames: 20 });
  await expect(reader.read([0, frame])).rejects.toMatchObject({
    code: 'MMA_VIDEO_FRAME_RANGE',
    message: expect.stringContaining('it has 20'),
    hint: expect.stringContaining('0 to 19'),
  });
});

test('a closed reader says so, and may be closed again', async () => {
  const reader = await openClip('a.mp4', { frames: 3 });
  await reader.close();
  await reader.close();
  await expect(reader.read([0])).rejects.toMatchObject({ code: 'MMA_VIDEO_CLOSED' });
});

test('pictures that a phone stored on their side come upright', async () => {
  await using upright = await openClip('a.mp4', { frames: 2 });
  await using turned = await openClip('b.mp4', { frames: 2, rotation: 90 });
  expect(turned.info).toMatchObject({ width: 64, height: 96, rotation: 90 });
  const before = (await upright.read([1])).data;
  const after = await turned.read([1]);
  expect(after.shape).toEqual([1, 96, 64, 3]);
  // What was stored as the top left corner is the top right one.
  expect(after.data.subarray(63 * 3, 64 * 3)).toEqual(before.subarray(0, 3));
});
