import { readFile } from 'node:fs/promises';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPONENT_PACKAGES } from '../../run/read-config.js';
import { makeTinyProject, type TinyProject } from '../../testing/tiny-project.js';
import { Decoder } from './decoder.js';
import type { Setup } from './protocol.js';

let project: TinyProject;
let clip: string;

const setup: Setup = {
  pipeline: [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 2, test_mode: true },
    { type: 'DecordDecode' },
    { type: 'FormatShape', input_format: 'NCHW' },
    { type: 'PackActionInputs' },
  ],
  oneClipWindows: true,
  windows: { length: 0.4, stride: 0.2 },
  limits: { duration: 60, pixels: 1e6 },
  modules: COMPONENT_PACKAGES,
};

beforeAll(async () => {
  project = await makeTinyProject();
  clip = project.path('clips', 'left_0.mp4');
});
afterAll(() => project.remove());

test('gives the whole video and its windows, as the pipeline makes them', async () => {
  const decoder = new Decoder(setup, 30_000);
  const { info, whole, windows } = await decoder.decode(clip);
  expect(info.numFrames).toBe(9);
  expect(whole.inputs.shape).toEqual([2, 48, 64, 3]);
  expect(windows.map(({ window }) => window.first)).toEqual([0, 2, 4, 5]);
  // Frames 2 and 6 stand in the middle of the two halves; window 0 is of frames 0 to 3, and its middle is frame 2.
  expect(windows[0]!.sample.inputs.shape).toEqual([1, 48, 64, 3]);
  expect(windows[0]!.sample.inputs.data).toEqual(whole.inputs.data.subarray(0, 48 * 64 * 3));
  await decoder.close();
});

test('a video that takes too long is given up, and the next one is decoded', async () => {
  const large = project.path('large.mp4');
  const writer = await VideoWriter.create(large, { fps: 30, width: 1280, height: 720 });
  const noise = Uint8Array.from({ length: 1280 * 720 * 3 }, (_, at) => (at * 7919) % 251);
  for (let frame = 0; frame < 60; frame += 1) await writer.write(noise.map((value) => value ^ frame));
  await writer.close();
  const decoder = new Decoder({ ...setup, windows: { length: 0.1, stride: 0.04 } }, 100);
  await expect(decoder.decode(large)).rejects.toMatchObject({ code: 'MMA_CLI_DECODE_TIME' });
  expect((await decoder.decode(clip)).info.numFrames).toBe(9);
  await decoder.close();
});

test.runIf(process.platform === 'linux')('a process that dies is replaced', async () => {
  const decoder = new Decoder(setup, 30_000);
  await decoder.decode(clip);
  const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
  const [child] = children.trim().split(' ').map(Number);
  process.kill(child!, 'SIGKILL');
  const next = await decoder.decode(clip).catch((error: { code: string }) => error.code);
  // Whether the video meets the dying process is a matter of time; the one after it does not.
  expect(next === 'MMA_CLI_DECODE_CRASH' || typeof next === 'object').toBe(true);
  expect((await decoder.decode(clip)).info.numFrames).toBe(9);
  await decoder.close();
});

test('a pipeline that reads no videos is refused', async () => {
  const decoder = new Decoder({ ...setup, pipeline: setup.pipeline.slice(1) }, 30_000);
  await expect(decoder.decode(clip)).rejects.toMatchObject({ code: 'MMA_CLI_CONFIG' });
  await decoder.close();
});
