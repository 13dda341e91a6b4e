import type { ConfigDict } from '@mma/config';
import { FrameStream, VideoReader, VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerComponents } from '../../run/read-config.js';
import { makeTinyProject, type TinyProject } from '../../testing/tiny-project.js';
import { slidingWindows } from './sliding-windows.js';
import { SplitPipeline } from './split-pipeline.js';
import { type CollectedWindow, type CollectorSetup, WindowCollector } from './window-collector.js';

const FRAMES = 53;
const FPS = 10;

let project: TinyProject;
let video: string;

/** Pictures that all differ: bands that move. */
beforeAll(async () => {
  await registerComponents();
  project = await makeTinyProject();
  video = project.path('bands.mp4');
  const writer = await VideoWriter.create(video, { fps: FPS, width: 48, height: 32, crf: 0 });
  for (let frame = 0; frame < FRAMES; frame++) {
    await writer.write(Uint8Array.from({ length: 48 * 32 * 3 }, (_, at) => ((at * 5 + frame * 29) % 241) + 5));
  }
  await writer.close();
});
afterAll(() => project.remove());

const pipelineOf = (sampler: ConfigDict): ConfigDict[] => [
  { type: 'DecordInit' },
  { test_mode: true, ...sampler },
  { type: 'DecordDecode' },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];
const sampling = { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 4 };
const pipeline = pipelineOf(sampling);

const setupOf = (more: Partial<CollectorSetup>): CollectorSetup => ({
  pipeline,
  plan: { inputStep: 1, stride: 0.5 },
  numFrames: FRAMES,
  memory: 2 ** 30,
  ...more,
});

async function collect(setup: CollectorSetup, file = video) {
  await using stream = await FrameStream.openFile(file);
  const collector = await WindowCollector.of(stream, setup);
  const windows: CollectedWindow[] = [];
  while (await stream.next()) windows.push(...(await collector.take()));
  windows.push(...(await collector.finish()));
  const samples = await Promise.all(windows.map((window) => collector.sampleOf(window)));
  return { windows: windows.map(({ window }) => window), samples, layout: collector.layout };
}

test.each([
  ['SampleFrames', sampling],
  ['UniformSample', { type: 'UniformSample', clip_len: 5 }],
  [
    'DenseSampleFrames',
    { type: 'DenseSampleFrames', clip_len: 4, frame_interval: 2, num_clips: 2, num_sample_positions: 3 },
  ],
])('windows of seconds are sampled as videos of their own are, by reading forward once: %s', async (_, sampler) => {
  const chain = pipelineOf(sampler);
  const { windows, samples } = await collect(
    setupOf({ pipeline: chain, plan: { length: 2, inputStep: 1, stride: 0.5 } }),
  );
  expect(windows).toEqual(
    slidingWindows({ numFrames: FRAMES, fps: FPS }, { length: 2, stride: 1 }).map((window) => ({
      ...window,
      start: expect.closeTo(window.start, 3),
      end: expect.closeTo(window.end, 3),
    })),
  );
  await using reader = await VideoReader.open(video);
  const split = new SplitPipeline(chain);
  // The decoding step closes what it has read from.
  const shared = {
    info: reader.info,
    read: (numbers: ArrayLike<number>) => reader.read(numbers),
    keyFrameBefore: (number: number) => number,
    close: async () => {},
  };
  for (const [at, window] of windows.entries()) {
    const expected = await split.finish(await split.sample(shared, window));
    expect(samples[at]!.inputs.shape).toEqual(expected.inputs.shape);
    expect(samples[at]!.inputs.data).toEqual(expected.inputs.data);
  }
});

test("windows have the frames of a clip, input_step apart, as in MMAction2's demo for long videos", async () => {
  const { windows, samples, layout } = await collect(setupOf({ plan: { inputStep: 3, stride: 0.5 } }));
  expect(layout).toEqual({ frames: 10, step: 6 });
  expect(windows.map(({ first }) => first)).toEqual([0, 6, 12, 18, 24, 30, 36, 42, 43]);
  await using reader = await VideoReader.open(video);
  for (const [at, { first }] of windows.entries()) {
    const { data } = await reader.read([0, 3, 6, 9].map((frame) => first + frame));
    expect(samples[at]!.inputs.data).toEqual(data);
  }
});

test.each([
  [0, 1],
  [0.25, 1],
  [1, 4],
  [2, 8],
])('a stride of %d windows of four frames is %d frames', async (stride, step) => {
  const { layout, windows } = await collect(setupOf({ plan: { inputStep: 1, stride } }));
  expect(layout).toEqual({ frames: 4, step });
  expect(windows[1]!.first).toBe(step);
  expect(windows.at(-1)!.first).toBe(FRAMES - 4);
});

test('a video that is shorter than a window is one window', async () => {
  for (const plan of [
    { length: 60, inputStep: 1, stride: 0.5 },
    { inputStep: 100, stride: 0.5 },
  ]) {
    const { windows, samples } = await collect(setupOf({ plan }));
    expect(windows).toEqual([{ first: 0, frames: FRAMES, start: 0, end: expect.closeTo(5.3) }]);
    expect(samples[0]!.inputs.shape).toEqual([4, 32, 48, 3]);
  }
});

test('a live source has windows without end, and those that miss a frame are left out', async () => {
  await using stream = await FrameStream.openFile(video);
  const setup = setupOf({ numFrames: undefined, plan: { inputStep: 1, stride: 1 } });
  const collector = await WindowCollector.of(stream, setup);
  const firsts: number[] = [];
  while (await stream.next()) {
    // The frames 9 and 20 never come.
    if ([9, 20].includes(stream.frame!.number)) continue;
    for (const { window } of await collector.take()) firsts.push(window.first);
  }
  expect(firsts).toEqual([0, 4, 12, 16, 24, 28, 32, 36, 40, 44, 48]);
});

test('frames that a video lacks at its end are stood in for by the nearest', async () => {
  const { windows, samples } = await collect(setupOf({ numFrames: FRAMES + 2, plan: { inputStep: 1, stride: 1 } }));
  expect(windows.at(-1)!.first).toBe(FRAMES - 2);
  await using reader = await VideoReader.open(video);
  expect(samples.at(-1)!.inputs.data).toEqual((await reader.read([51, 52, 52, 52])).data);
});

test('windows that are too much to keep are refused before anything is decoded', async () => {
  await expect(collect(setupOf({ memory: 15_000 }))).rejects.toMatchObject({
    code: 'MMA_CLI_WINDOW',
    message: expect.stringContaining('4 pictures of 48x32'),
    hint: expect.stringContaining('--window'),
  });
});
