import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compose, Random, type Results, TRANSFORMS } from '@mma/engine';
import type { MotionVectors, VideoReader } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Frames } from '../../image/frames.js';
import { writeRamp } from '../../testing/ramp-video.js';
import '../../index.js';

type Config = { type: string } & Record<string, unknown>;

let folder: string;
let video: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decoding-'));
  video = join(folder, 'ramp.mp4');
  await writeRamp(video, { frames: 20 });
});
afterAll(() => rm(folder, { recursive: true }));

const chosen = Int32Array.of(19, 3, 3, 0);

async function decode(init: Config, ...steps: Config[]): Promise<Results> {
  const build = (step: Config) => TRANSFORMS.build(step);
  const opened = (await build(init).transform({ filename: video }, Random.of(0)))!;
  expect(opened).toMatchObject({ total_frames: 20, avg_fps: 10 });
  opened['frame_inds'] = chosen;
  return (await new Compose(steps.map(build)).transform(opened, Random.of(0)))!;
}

test.each([
  [
    { type: 'DecordInit', num_threads: 4 },
    { type: 'DecordDecode', mode: 'accurate' },
  ],
  [{ type: 'OpenCVInit', io_backend: 'local' }, { type: 'OpenCVDecode' }],
  [{ type: 'PyAVInit' }, { type: 'PyAVDecode', multi_thread: true }],
  [{ type: 'PIMSInit', mode: 'efficient' }, { type: 'PIMSDecode' }],
])('%j and %j give the frames asked for, and close the video', async (init, step) => {
  const results = await decode(init, step);
  const { data, shape } = results['imgs'] as Frames;
  expect(shape).toEqual([4, 48, 64, 3]);
  chosen.forEach((frame, i) => {
    expect(Math.abs(data[i * 48 * 64 * 3]! - 10 * frame)).toBeLessThanOrEqual(3);
  });
  expect(results).toMatchObject({ original_shape: [48, 64], video_reader: null });
});

test.each(['DecordDecode', 'PyAVDecode'])('%s with mode efficient gives the key frames before', async (type) => {
  const { imgs } = await decode({ type: 'DecordInit' }, { type, mode: 'efficient' });
  const opened = await TRANSFORMS.build({ type: 'DecordInit' }).transform({ filename: video }, Random.of(0));
  const reader = opened!['video_reader'] as VideoReader;
  const keys = [...chosen].map((frame) => reader.keyFrameBefore(frame));
  expect(imgs).toEqual(await reader.read(keys));
  await reader.close();
});

test('boxes annotated as shares of the picture become pixels', async () => {
  const opened = (await TRANSFORMS.build({ type: 'DecordInit' }).transform({ filename: video }, Random.of(0)))!;
  const boxes = { data: Float32Array.of(0, 0.25, 0.5, 1), shape: [1, 4] };
  Object.assign(opened, { frame_inds: chosen, gt_bboxes: boxes, proposals: null });
  const results = await TRANSFORMS.build({ type: 'DecordDecode' }).transform(opened, Random.of(0));
  expect(results).toMatchObject({
    gt_bboxes: { data: Float32Array.of(0, 12, 32, 48), shape: [1, 4] },
    proposals: null,
  });
});

test('PyAVDecodeMotionVector gives vectors of the frames asked for', async () => {
  const results = await decode({ type: 'PyAVInit' }, { type: 'PyAVDecodeMotionVector' });
  const { data, shape } = results['motion_vectors'] as MotionVectors;
  expect(shape).toEqual([4, 48, 64, 2]);
  expect(data.length).toBe(4 * 48 * 64 * 2);
  expect(results['video_reader']).toBeNull();
});

test('options that a decoder does not have are refused', () => {
  const build = (config: Config) => () => TRANSFORMS.build(config);
  expect(build({ type: 'OpenCVDecode', mode: 'efficient' })).toThrow(/mode.*unknown option of OpenCVDecode/);
  expect(build({ type: 'PIMSDecode', mode: 'efficient' })).toThrow(/unknown option of PIMSDecode/);
  expect(build({ type: 'DecordInit', io_backend: 'memcached' })).toThrow(
    /expected one of "disk", "local", found "memcached"/,
  );
  expect(build({ type: 'PyAVDecode', mode: 'eficient' })).toThrow(/mode/);
});
