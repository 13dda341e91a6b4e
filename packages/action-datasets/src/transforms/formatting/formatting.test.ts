import { expect, test } from 'vitest';
import { allocateFrames } from '../../image/frames.js';
import { FormatShape } from './format-shape.js';
import { PackActionInputs } from './pack-action-inputs.js';

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
    /5 pictures are not whole clips/,
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
