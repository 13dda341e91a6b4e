import { expect, test } from 'vitest';
import { readStage } from './stage.js';

test('pictures are copied as they are at that moment', () => {
  const data = Uint8Array.from({ length: 2 * 2 * 3 * 3 }, (_, i) => i);
  const stage = readStage('Flip', { imgs: { data, shape: [2, 2, 3, 3] } })!;
  data.fill(0);
  expect(stage).toMatchObject({ name: 'Flip', count: 2, height: 2, width: 3 });
  expect([...stage.data.subarray(0, 3)]).toEqual([0, 1, 2]);
  expect(stage.data).toHaveLength(36);
});

test('numbers that are no bytes are spread over them, and it says so', () => {
  const imgs = { data: Float32Array.of(-2, 0, 2, 2, 0, -2), shape: [1, 1, 2, 3] };
  const stage = readStage('Normalize', { imgs })!;
  expect([...stage.data]).toEqual([0, 128, 255, 255, 128, 0]);
  expect(stage.note).toBe('values -2.00 to 2.00');
});

test('optical flow is shown in two colours, one channel in grey', () => {
  const flow = readStage('Flow', { imgs: { data: Uint8Array.of(10, 20, 30, 40), shape: [1, 1, 2, 2] } })!;
  expect([...flow.data]).toEqual([10, 20, 128, 30, 40, 128]);
  const grey = readStage('Gray', { imgs: { data: Uint8Array.of(10, 20), shape: [1, 1, 2, 1] } })!;
  expect([...grey.data]).toEqual([10, 10, 10, 20, 20, 20]);
});

test('packed clips are laid one after the other', () => {
  const inputs = { data: new Uint8Array(2 * 3 * 4 * 5 * 3), shape: [2, 3, 4, 5, 3] };
  expect(readStage('PackActionInputs', { inputs })).toMatchObject({ count: 6, height: 4, width: 5 });
  expect(readStage('PackActionInputs', { inputs: { imgs: inputs } })).toMatchObject({ count: 6 });
});

test('a crop that is put off is shown as it will come out', () => {
  const imgs = { data: new Uint8Array(8 * 8 * 3), shape: [1, 8, 8, 3] };
  const lazy = { crop_bbox: Float32Array.of(1, 2, 5, 6), flip: true };
  expect(readStage('Resize', { imgs, lazy, img_shape: [16, 12] })?.lazy).toEqual({
    box: [1, 2, 5, 6],
    width: 12,
    height: 16,
    isFlipped: true,
  });
});

test('a step without pictures is none', () => {
  expect(readStage('SampleFrames', { frame_inds: [1] })).toBeUndefined();
});
