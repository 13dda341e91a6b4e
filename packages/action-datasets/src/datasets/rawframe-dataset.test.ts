import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BaseDataset, DATASETS, type NdArray, Random, type Sample, samplesOf } from '@mma/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFrames, writeGreyPicture } from '../testing/write-frames.js';
import type { RawframeDataset } from './rawframe-dataset.js';
import '../index.js';

/** The first sample, as one random stream makes it. */
const first = async (dataset: BaseDataset, seed = 0): Promise<Sample> =>
  samplesOf(await dataset.get(0, Random.of(seed)))[0]!;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rawframes-'));
  await writeFrames(join(folder, 'frames', 'my clip'), 12);
  await writeFrames(join(folder, 'frames', 'my clip'), 12, '{}_{:05d}.jpg');
});
afterAll(() => rm(folder, { recursive: true }));

const pipeline = [
  { type: 'SampleFrames', clip_len: 2, frame_interval: 1, num_clips: 2, test_mode: true },
  { type: 'RawFrameDecode', io_backend: 'disk' },
  { type: 'Resize', scale: [-1, 16] },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs', meta_keys: ['frame_inds', 'original_shape'] },
];

async function load(annotations: string, more: Record<string, unknown> = {}): Promise<RawframeDataset> {
  await writeFile(join(folder, 'list.txt'), annotations);
  const dataset = DATASETS.build({
    type: 'RawframeDataset',
    ann_file: 'list.txt',
    data_root: folder,
    data_prefix: { img: 'frames' },
    pipeline,
    ...more,
  }) as RawframeDataset;
  await dataset.load();
  return dataset;
}

/** The grey level at the beginning of each frame. */
function levels({ data, shape }: { data: ArrayLike<number>; shape: readonly number[] }): number[] {
  const size = shape.slice(1).reduce((product, side) => product * side, 1);
  return Array.from({ length: shape[0]! }, (_, frame) => data[frame * size]!);
}

describe('folders of frames', () => {
  test('give the pictures of the chosen numbers, counted from 1', async () => {
    const { inputs, dataSample } = await first(await load('my clip 12 3\n'));
    const { metainfo, gtLabel } = dataSample;
    expect([...(metainfo['frame_inds'] as Int32Array)]).toEqual([1, 2, 11, 12]);
    expect(metainfo['original_shape']).toEqual([32, 48]);
    expect(gtLabel).toEqual([3]);
    expect((inputs as NdArray).shape).toEqual([4, 16, 24, 3]);
    expect(levels(inputs as NdArray)).toEqual([10, 20, 110, 120]);
  });

  test('of optical flow give x and y', async () => {
    const flow = { modality: 'Flow', filename_tmpl: '{}_{:05d}.jpg' };
    const { inputs } = await first(await load('my clip 12 3\n', flow));
    const { data, shape } = inputs as NdArray;
    // Two clips of x, y, x, y.
    expect(shape).toEqual([2, 16, 24, 4]);
    expect([...data.subarray(0, 4)]).toEqual([10, 11, 20, 21]);
    expect([...data.subarray(16 * 24 * 4, 16 * 24 * 4 + 4)]).toEqual([110, 111, 120, 121]);
  });

  test('of a part of a long video begin at its offset', async () => {
    const dataset = await load('my clip 5 4 3\n', { with_offset: true });
    expect(dataset.getDataInfo(0)).toEqual({
      frame_dir: join(folder, 'frames', 'my clip'),
      total_frames: 4,
      offset: 5,
      label: 3,
      filename_tmpl: 'img_{:05}.jpg',
      modality: 'RGB',
      start_index: 1,
      sample_idx: 0,
    });
    expect(levels((await first(dataset)).inputs as NdArray)).toEqual([60, 70, 80, 90]);
  });

  test('may be in a config that inherits the folder of videos from another', async () => {
    const both = await load('my clip 12 3\n', { data_prefix: { img: 'frames', video: 'videos' } });
    expect(both.getDataInfo(0)['frame_dir']).toBe(join(folder, 'frames', 'my clip'));
    await expect(load('my clip 12 3\n', { data_prefix: { imgs: 'frames' } })).rejects.toThrow(
      /imgs.*did you mean `img`/,
    );
  });

  test('may have several labels, and a frame may be wanted several times', async () => {
    const looping = [{ ...pipeline[0], clip_len: 4, num_clips: 1 }, ...pipeline.slice(1)];
    const dataset = await load('my clip 2 1 4\n', { multi_class: true, num_classes: 5, pipeline: looping });
    const { inputs, dataSample } = await first(dataset);
    expect(dataSample.gtLabel).toEqual([1, 4]);
    expect(dataset.getCatIds(0)).toEqual([1, 4]);
    expect(levels(inputs as NdArray)).toEqual([10, 20, 10, 20]);
  });
});

describe('mistakes are said where they are', () => {
  const error = async (annotations: string, more: Record<string, unknown> = {}) => {
    const dataset = await load(annotations, more);
    return dataset.get(0, Random.of(0)).then(
      () => undefined,
      (thrown: { code: string; message: string; hint?: string }) => thrown,
    );
  };

  test('fewer frames than the annotations say', async () => {
    const thrown = await error('my clip 20 0\n');
    expect(thrown?.code).toBe('MMA_DATA_FRAME_NOT_FOUND');
    expect(thrown?.message).toMatch(/img_00019\.jpg: its folder holds 36 files, from img_00001\.jpg to y_00012\.jpg/);
    expect((await error('your clip 20 0\n'))?.message).toMatch(/there is no folder .*your clip/);
  });

  test('frames of different sizes, and a broken one', async () => {
    const odd = join(folder, 'frames', 'odd');
    await writeFrames(odd, 4);
    await writeGreyPicture(join(odd, 'img_00003.jpg'), 1, [20, 20]);
    expect((await error('odd 4 0\n'))?.message).toMatch(
      /img_00003\.jpg is 20 × 20, and the frames before it are 48 × 32/,
    );
    await writeFile(join(odd, 'img_00002.jpg'), 'nothing');
    expect((await error('odd 4 0\n'))?.message).toMatch(/cannot decode .*img_00002\.jpg/);
  });

  test('a template that does not suit the modality', async () => {
    await expect(load('my clip 12 3\n', { modality: 'Flow' })).rejects.toThrow(
      /filename_tmpl.*modality 'Flow' it has two, as \{\}_\{:05d\}\.jpg; found 1/,
    );
    await expect(load('my clip 12 3\n', { filename_tmpl: 'img_{:>5}.jpg' })).rejects.toThrow(
      /a form that is not known/,
    );
  });

  test('a list of videos in place of folders', async () => {
    await expect(load('a.mp4 3\nb.mp4 jump\n')).rejects.toThrow(/list\.txt:2: expected a folder, a number of frames/);
  });

  test('files that are not on disk', async () => {
    const remote = [pipeline[0], { type: 'RawFrameDecode', io_backend: 'petrel' }, ...pipeline.slice(2)];
    await expect(load('my clip 12 3\n', { pipeline: remote })).rejects.toThrow(
      /io_backend.*expected one of "disk", "local", found "petrel"/,
    );
  });
});
