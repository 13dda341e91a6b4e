import { expect, test } from 'vitest';
import { allocateFrames } from '../../image/frames.js';
import { FormatShape } from './format-shape.js';
import { PackActionInputs } from './pack-action-inputs.js';
import { PadTo } from './pad-to.js';
import { Transpose } from './transpose.js';

test('NCHW states the order of axes and moves no pixel', () => {
  const imgs = allocateFrames([3, 4, 5, 3]);
  const results = new FormatShape({ inputFormat: 'NCHW' }).transform({ imgs });
  expect(results['imgs']).toEqual(imgs);
  expect((results['imgs'] as typeof imgs).data).toBe(imgs.data);
  expect(results['input_shape']).toEqual([3, 3, 4, 5]);
});

test('NCTHW parts the pictures into clips', () => {
  const results = new FormatShape({ inputFormat: 'NCTHW' }).transform({
    imgs: allocateFrames([6, 4, 5, 3]),
    clip_len: 2,
  });
  expect(results).toMatchObject({ imgs: { shape: [3, 2, 4, 5, 3] }, input_shape: [3, 3, 2, 4, 5] });
});

test('collapse drops a single clip’s axis', () => {
  const results = new FormatShape({ inputFormat: 'NCTHW', collapse: true }).transform({
    imgs: allocateFrames([2, 4, 5, 3]),
    clip_len: 2,
  });
  expect(results).toMatchObject({ imgs: { shape: [2, 4, 5, 3] }, input_shape: [3, 2, 4, 5] });
});

test('pictures that are no whole clips are an error', () => {
  const format = new FormatShape({ inputFormat: 'NCTHW' });
  expect(() => format.transform({ imgs: allocateFrames([5, 4, 5, 3]), clip_len: 2 })).toThrow(
    /5 pictures are not whole clips of clip_len 2/,
  );
});

test('packing keeps inputs, label and the meta keys that are there', () => {
  const imgs = allocateFrames([2, 4, 5, 3]);
  const packed = new PackActionInputs({ metaKeys: ['img_shape', 'filename', 'img_key'] }).transform({
    imgs,
    label: 7,
    img_shape: [4, 5],
    filename: 'a.mp4',
    frame_inds: [1, 2],
  });
  expect(packed).toEqual({
    inputs: imgs,
    data_samples: { metainfo: { img_shape: [4, 5], filename: 'a.mp4' }, gtLabel: [7] },
  });
});

test('several labels stay a list, no label stays none', () => {
  const pack = new PackActionInputs();
  const imgs = allocateFrames([1, 1, 1, 3]);
  expect(pack.transform({ imgs, label: [2, 5] })['data_samples']).toEqual({ metainfo: {}, gtLabel: [2, 5] });
  expect(pack.transform({ imgs })['data_samples']).toEqual({ metainfo: {} });
});

test('nothing to pack is an error that says what to put before', () => {
  expect(() => new PackActionInputs().transform({})).toThrow(/needs `imgs`/);
});

test('NCTHW parts heatmaps into clips too, each kind with its own length', () => {
  const results = new FormatShape({ inputFormat: 'NCTHW' }).transform({
    imgs: allocateFrames([4, 6, 8, 3]),
    heatmap_imgs: { data: new Float32Array(16 * 2 * 2 * 17), shape: [16, 2, 2, 17] },
    num_clips: 2,
    clip_len: { RGB: 2, Pose: 8 },
  });
  expect(results).toMatchObject({ imgs: { shape: [2, 2, 6, 8, 3] }, input_shape: [2, 3, 2, 6, 8] });
  expect(results).toMatchObject({ heatmap_imgs: { shape: [2, 8, 2, 2, 17] }, heatmap_input_shape: [2, 17, 8, 2, 2] });
});

test('NCTHW_Heatmap takes floats', () => {
  const imgs = { data: new Float32Array(6 * 2 * 2 * 17), shape: [6, 2, 2, 17] };
  const results = new FormatShape({ inputFormat: 'NCTHW_Heatmap' }).transform({ imgs, num_clips: 2, clip_len: 3 });
  expect(results).toMatchObject({ imgs: { data: imgs.data, shape: [2, 3, 2, 2, 17] }, input_shape: [2, 17, 3, 2, 2] });
});

test('NPTCHW parts the pictures among proposals', () => {
  const results = new FormatShape({ inputFormat: 'NPTCHW' }).transform({
    imgs: allocateFrames([12, 4, 5, 3]),
    num_proposals: 2,
    num_clips: 3,
    clip_len: 2,
  });
  expect(results).toMatchObject({ imgs: { shape: [2, 6, 4, 5, 3] }, input_shape: [2, 6, 3, 4, 5] });
});

test.each([
  ['NCHW', { modality: 'Flow' }],
  ['NCHW_Flow', {}],
] as const)('%s stacks the pictures of optical flow as channels', (inputFormat, more) => {
  const format = new FormatShape({ inputFormat });
  // Two clips of two pictures of one row of two pixels, x and y.
  const data = Uint8Array.from({ length: 16 }, (_, i) => i);
  const expected = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
  const together = format.transform({ imgs: { data, shape: [4, 1, 2, 2] }, clip_len: 2, ...more });
  expect(together).toMatchObject({ imgs: { shape: [2, 1, 2, 4] }, input_shape: [2, 4, 1, 2] });
  expect([...(together['imgs'] as { data: Uint8Array }).data]).toEqual(expected);
  const byTurns = format.transform({ imgs: { data, shape: [8, 1, 2, 1] }, clip_len: 2, ...more });
  expect(byTurns).toMatchObject({ imgs: { shape: [2, 1, 2, 4] }, input_shape: [2, 4, 1, 2] });
});

test('what a format needs and is not there is named', () => {
  const imgs = allocateFrames([4, 2, 2, 3]);
  expect(() => new FormatShape({ inputFormat: 'NPTCHW' }).transform({ imgs })).toThrow(/needs `num_proposals`/);
  expect(() => new FormatShape({ inputFormat: 'NCTHW' }).transform({ imgs })).toThrow(/needs `clip_len`/);
  expect(() => new FormatShape({ inputFormat: 'NCHW' }).transform({})).toThrow(/needs `imgs`/);
});

test('Transpose moves elements, of all keys', () => {
  const array = { data: Int32Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] };
  const results = new Transpose({ keys: ['a', 'b'], order: [2, 0, 1] }).transform({ a: array, b: array });
  const a = results['a'] as typeof array;
  expect(a.shape).toEqual([4, 2, 3]);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 2; j++)
      for (let k = 0; k < 3; k++) {
        expect(a.data[(i * 2 + j) * 3 + k]).toBe(array.data[(j * 3 + k) * 4 + i]);
      }
  expect(results['b']).toEqual(a);
  expect(() => new Transpose({ keys: ['a'], order: [1, 0] }).transform({ a: array })).toThrow(
    /found \[2, 3, 4\] under `a`/,
  );
  expect(() => new Transpose({ keys: ['a'], order: [1, 1] })).toThrow(/each axis/);
});

test('packing finds what there is, by MMAction2’s order', () => {
  const keypoint = { data: new Float32Array(4), shape: [1, 1, 2, 2] };
  expect(new PackActionInputs().transform({ keypoint })['inputs']).toEqual(keypoint);
  const heatmap_imgs = { data: new Float32Array(4), shape: [1, 2, 2, 1] };
  expect(new PackActionInputs().transform({ keypoint, heatmap_imgs })['inputs']).toEqual(heatmap_imgs);
  const collected = new PackActionInputs({ collectKeys: ['keypoint', 'heatmap_imgs'] }).transform({
    keypoint,
    heatmap_imgs,
  });
  expect(collected['inputs']).toEqual({ keypoint, heatmap_imgs });
});

test('packing keeps boxes, proposals and what the algorithm asks for', () => {
  const boxes = { data: new Float32Array(4), shape: [1, 4] };
  const labels = { data: new Float32Array(3), shape: [1, 3] };
  const packed = new PackActionInputs({ metaKeys: [], algorithmKeys: ['mask', 'absent'] }).transform({
    imgs: allocateFrames([1, 1, 1, 3]),
    gt_bboxes: boxes,
    gt_labels: labels,
    proposals: boxes,
    mask: [1, 0],
  });
  expect(packed['data_samples']).toEqual({
    metainfo: {},
    gtInstances: { bboxes: boxes, labels },
    proposals: { bboxes: boxes },
    extras: { mask: [1, 0] },
  });
});

test('a target for each class is kept as it is', () => {
  const label = Float32Array.of(0, 1, 1);
  const packed = new PackActionInputs().transform({ imgs: allocateFrames([1, 1, 1, 3]), label });
  expect(packed['data_samples']).toEqual({ metainfo: {}, gtScore: label });
});

test('PadTo starts a skeleton over, or ends it in zeros', () => {
  const keypoint = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 2, 1, 2] };
  const padded = (mode: 'loop' | 'zero', start_index = 0) => {
    const results = new PadTo({ length: 3, mode }).transform({ keypoint, total_frames: 2, start_index });
    expect(results).toMatchObject({ total_frames: 3, keypoint: { shape: [2, 3, 1, 2] } });
    return [...(results['keypoint'] as typeof keypoint).data];
  };
  expect(padded('loop')).toEqual([1, 2, 3, 4, 1, 2, 5, 6, 7, 8, 5, 6]);
  expect(padded('zero')).toEqual([1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0]);
  expect(padded('loop', 1)).toEqual([3, 4, 1, 2, 3, 4, 7, 8, 5, 6, 7, 8]);
  expect(() => new PadTo({ length: 1 }).transform({ keypoint, total_frames: 2 })).toThrow(/to 1 frames found 2/);
});
