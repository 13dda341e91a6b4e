import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigDict } from '@mma/config';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { COMPONENT_PACKAGES } from '../../run/read-config.js';
import { sendSlowly, serveHere } from '../../testing/live-source.js';
import { makeTinyProject, type TinyProject } from '../../testing/tiny-project.js';
import type { FedWindow, FeedSetup } from './feed-protocol.js';
import { WindowFeed } from './window-feed.js';

const FPS = 20;
const SECONDS = 4;

let project: TinyProject;
let file: string;
let bytes: Buffer;

beforeAll(async () => {
  project = await makeTinyProject();
  file = project.path('live.mkv');
  const [width, height] = [64, 48];
  const writer = await VideoWriter.create(file, { fps: FPS, width, height, gop: 10 });
  for (let frame = 0; frame < FPS * SECONDS; frame++) {
    // Noise, so that every part of the file is a part of the time.
    await writer.write(Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7919 * (frame + 1)) % 251));
  }
  await writer.close();
  bytes = await readFile(file);
});
afterAll(() => project.remove());

async function openFeed(setup: Pick<FeedSetup, 'source' | 'plan'> & Partial<FeedSetup>): Promise<WindowFeed> {
  const pipeline: ConfigDict[] = [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 2, test_mode: true },
    { type: 'DecordDecode' },
    { type: 'FormatShape', input_format: 'NCHW' },
    { type: 'PackActionInputs' },
  ];
  const feed = await WindowFeed.open({ pipeline, modules: COMPONENT_PACKAGES, ...setup });
  onTestFinished(() => feed.close());
  return feed;
}

/** A camera on this machine, on the air for some seconds from when it is asked. */
const camera = () =>
  serveHere((response) => {
    const write = (slice: Uint8Array) => response.write(slice);
    void sendSlowly(bytes, { seconds: SECONDS, write }).then(() => response.end());
  });

test('a file gives all its windows, however slowly they are taken', async () => {
  const feed = await openFeed({ source: file, plan: { length: 1, inputStep: 1, stride: 0.5 } });
  expect(feed.info).toMatchObject({ frames: 20, step: 10, numFrames: 80, video: { width: 64, height: 48, fps: 20 } });
  const firsts: number[] = [];
  for (let fed = await feed.next(); fed !== undefined; fed = await feed.next()) {
    firsts.push(fed.window.first);
    expect(fed.sample.inputs.shape).toEqual([2, 48, 64, 3]);
    await sleep(20);
  }
  expect(firsts).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(await feed.next()).toBeUndefined();
});

test('a live source gives every window to who takes them in time', async () => {
  const feed = await openFeed({ source: await camera(), live: {}, plan: { length: 0.5, inputStep: 1, stride: 1 } });
  const windows: FedWindow[] = [];
  for (let fed = await feed.next(); fed !== undefined; fed = await feed.next()) windows.push(fed);
  expect(windows.map(({ window }) => window.first)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  expect(windows.at(-1)!.dropped).toEqual({ windows: 0, frames: 0 });
});

test('a live source gives the newest window to who takes longer, and counts those between', async () => {
  const feed = await openFeed({ source: await camera(), live: {}, plan: { inputStep: 1, stride: 0 } });
  const windows: FedWindow[] = [];
  const asked: number[] = [];
  for (let fed = await feed.next(); fed !== undefined; fed = await feed.next()) {
    windows.push(fed);
    asked.push(Date.now());
    await sleep(500);
  }
  // Windows of 2 frames end with every frame but the first.
  const { dropped } = windows.at(-1)!;
  expect(windows.length + dropped.windows).toBe(FPS * SECONDS - 1);
  expect(dropped.windows).toBeGreaterThan(2 * windows.length);
  // Each was completed after the one before was taken, so that no wait adds up.
  for (const [at, { completed }] of windows.entries()) {
    if (at > 0) expect(completed).toBeGreaterThanOrEqual(asked[at - 1]! - 100);
  }
});

test('closing ends a wait, and opening can be given up', async () => {
  const silent = await serveHere((response) => void response.write(bytes.subarray(0, bytes.length >> 1)));
  const feed = await openFeed({ source: silent, live: { timeout: 60 }, plan: { length: 60, inputStep: 1, stride: 1 } });
  const waiting = feed.next();
  await feed.close();
  expect(await waiting).toBeUndefined();

  const mute = await serveHere(() => {});
  const setup = { source: mute, live: { timeout: 60 }, pipeline: [], plan: { inputStep: 1, stride: 1 }, modules: [] };
  const gaveUp = WindowFeed.open(setup, AbortSignal.timeout(300));
  await expect(gaveUp).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(WindowFeed.open(setup, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('errors come across with their code and hint', async () => {
  const plan = { length: 1, inputStep: 1, stride: 1 };
  await expect(openFeed({ source: project.path('none.mp4'), plan })).rejects.toMatchObject({
    code: 'MMA_VIDEO_NOT_FOUND',
    hint: expect.any(String),
  });
  await expect(openFeed({ source: file, plan, pipeline: [{ type: 'Resize', scale: [8, 8] }] })).rejects.toMatchObject({
    code: 'MMA_CLI_CONFIG',
    message: expect.stringContaining('does not read videos'),
  });
});
