import '@mma/action-datasets';
import type { ConfigDict } from '@mma/config';
import type { VideoInfo } from '@mma/video';
import { expect, test } from 'vitest';
import { SplitPipeline } from '../../inference/windows/split-pipeline.js';
import { type Box, lookedAt } from './looked-at.js';

const info = { path: 'video.mp4', width: 340, height: 256, fps: 25, numFrames: 50 } as VideoInfo;

function boxesAfter(...steps: ConfigDict[]): Promise<Box[]> {
  const opening: ConfigDict[] = [
    { type: 'DecordInit' },
    { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 1, test_mode: true },
    { type: 'DecordDecode' },
  ];
  const closing: ConfigDict[] = [{ type: 'FormatShape', input_format: 'NCHW' }, { type: 'PackActionInputs' }];
  return lookedAt(new SplitPipeline([...opening, ...steps, ...closing]), info);
}

function expectBox({ left, top, right, bottom }: Box, expected: readonly number[]): void {
  for (const [at, edge] of [left, top, right, bottom].entries()) expect(edge).toBeCloseTo(expected[at]!, 1.9);
}

test('all of the picture without a crop', async () => {
  const [box] = await boxesAfter();
  expectBox(box!, [0, 0, 1, 1]);
});

test('its middle with a resize and a crop', async () => {
  const [box] = await boxesAfter({ type: 'Resize', scale: [-1, 128] }, { type: 'CenterCrop', crop_size: 112 });
  expectBox(box!, [29 / 170, 8 / 128, 141 / 170, 120 / 128]);
});

test('each crop of several, and which ones are mirrored', async () => {
  const three = await boxesAfter({ type: 'ThreeCrop', crop_size: 256 });
  const lefts = [0, 84, 42];
  for (const [at, box] of three.entries()) expectBox(box, [lefts[at]! / 340, 0, (lefts[at]! + 256) / 340, 1]);
  const ten = await boxesAfter({ type: 'TenCrop', crop_size: 224 });
  expect(ten.map(({ left, right }) => right < left)).toEqual(Array.from({ length: 10 }, (_, at) => at % 2 === 1));
  expectBox(ten[1]!, [224 / 340, 0, 0, 224 / 256]);
});
