import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compose, Random, type Results, TRANSFORMS } from '@mma/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allocateFrames, type Frames } from '../../image/frames.js';
import { writeFrames, writeGreyPicture } from '../../testing/write-frames.js';
import { BuildPseudoClip } from './build-pseudo-clip.js';
import { LoadHVULabel } from './load-hvu-label.js';
import '../../index.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loading-'));
  await writeGreyPicture(join(folder, 'a.png'), 77);
  await writeFrames(join(folder, 'clip'), 8);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(results: Results, ...steps: ({ type: string } & Record<string, unknown>)[]): Promise<Results> {
  const pipeline = new Compose(steps.map((step) => TRANSFORMS.build(step)));
  return (await pipeline.transform(results, Random.of(0)))!;
}

describe('pictures', () => {
  test('become clips by repetition', async () => {
    const results = await run(
      { filename: join(folder, 'a.png') },
      { type: 'ImageDecode', decoding_backend: 'turbojpeg' },
      { type: 'BuildPseudoClip', clip_len: 3 },
      { type: 'FormatShape', input_format: 'NCTHW' },
    );
    expect(results).toMatchObject({
      original_shape: [32, 48],
      clip_len: 3,
      num_clips: 1,
      input_shape: [1, 3, 3, 32, 48],
    });
    expect(new Set((results['imgs'] as Frames).data)).toEqual(new Set([77]));
  });

  test('that are not there, or are several, are an error', async () => {
    await expect(run({ filename: join(folder, 'b.png') }, { type: 'ImageDecode' })).rejects.toThrow(
      /there is no picture .*b\.png: its folder holds 2 files, from a\.png to clip/,
    );
    expect(() => new BuildPseudoClip({ clipLen: 2 }).transform({ imgs: allocateFrames([2, 1, 1, 3]) })).toThrow(
      /takes one picture, found 2/,
    );
  });
});

describe('what a user gives for inference', () => {
  const sample = { type: 'SampleFrames', clip_len: 1, num_clips: 2, test_mode: true };

  test('a folder of frames', async () => {
    const results = await run(
      { inputs: join(folder, 'clip') },
      { type: 'InferencerPackInput', input_format: 'rawframes' },
      sample,
      { type: 'RawFrameDecode' },
    );
    expect(results['total_frames']).toBe(8);
    const { data } = results['imgs'] as Frames;
    expect([data[0], data[32 * 48 * 3]]).toEqual([30, 70]);
  });

  test('frames in memory, of colours and of flow', async () => {
    for (const [channels, modality] of [
      [3, 'RGB'],
      [2, 'Flow'],
    ] as const) {
      const array = allocateFrames([4, 2, 2, channels]);
      array.data.forEach((_, i) => {
        array.data[i] = i;
      });
      const results = await run({ inputs: array }, { type: 'InferencerPackInput', input_format: 'array' }, sample, {
        type: 'ArrayDecode',
      });
      expect(results).toMatchObject({ modality, frame_inds: Int32Array.of(1, 3), img_shape: [2, 2] });
      const size = 4 * channels;
      expect([...(results['imgs'] as Frames).data]).toEqual([
        ...array.data.subarray(size, 2 * size),
        ...array.data.subarray(3 * size),
      ]);
    }
  });

  test('a video’s path, and a dataset’s own results', async () => {
    expect(await run({ inputs: 'a.mp4' }, { type: 'InferencerPackInput' })).toEqual({
      filename: 'a.mp4',
      start_index: 0,
      modality: 'RGB',
    });
    const given = { filename: 'a.mp4', label: 3 };
    expect(await run({ inputs: given }, { type: 'InferencerPackInput', input_format: 'dict' })).toEqual(given);
  });

  test('something else is an error', async () => {
    await expect(run({ inputs: 3 }, { type: 'InferencerPackInput' })).rejects.toThrow(
      /expected the path of a video.*found 3/,
    );
    await expect(run({ inputs: folder }, { type: 'InferencerPackInput', input_format: 'rawframes' })).rejects.toThrow(
      /holds no frame named like img_\{:05\}\.jpg \(of 2 files\)/,
    );
    const array = allocateFrames([4, 2, 2, 3]);
    await expect(
      run({ array, modality: 'Flow', frame_inds: Int32Array.of(0) }, { type: 'ArrayDecode' }),
    ).rejects.toThrow(/has 3 channels, and modality Flow has 2/);
    await expect(
      run({ array, modality: 'RGB', frame_inds: Int32Array.of(4) }, { type: 'ArrayDecode' }),
    ).rejects.toThrow(/there is no frame 4 in `array`: it has 4/);
  });
});

describe('labels by category', () => {
  const given = { categories: ['action', 'scene', 'event'], category_nums: [3, 2, 2] };

  test('become one target a tag; what was not annotated is masked out', () => {
    const results = new LoadHVULabel().transform({ ...given, label: { scene: [1], action: [0, 2], object: [9] } });
    expect(results).toMatchObject({
      label: Float32Array.of(1, 0, 1, 0, 1, 0, 0),
      mask: Float32Array.of(1, 1, 1, 1, 1, 0, 0),
      category_mask: Float32Array.of(1, 1, 0),
    });
  });

  test('that do not fit their categories are an error', () => {
    const load = (results: Results) => () => new LoadHVULabel().transform(results);
    expect(load({ ...given, label: { scene: [2] } })).toThrow(/tag 2 of scene is out of range, tags are 0 to 1/);
    expect(load({ ...given, label: 3 })).toThrow(/expected labels by category, found 3/);
    expect(load({ label: {} })).toThrow(/needs `categories` and `category_nums`/);
  });
});
