import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATASETS, Random } from '@mma/engine';
import { VideoWriter } from '@mma/video';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VideoDataset } from './video-dataset.js';
import '../index.js';

const WIDTH = 64;
const HEIGHT = 48;
const FRAMES = 20;
let folder: string;

const pipeline = [
  { type: 'DecordInit' },
  { type: 'SampleFrames', clip_len: 1, frame_interval: 1, num_clips: 4, test_mode: true },
  { type: 'DecordDecode' },
  { type: 'Resize', scale: [-1, 32] },
  { type: 'CenterCrop', crop_size: 32 },
  { type: 'FormatShape', input_format: 'NCHW' },
  { type: 'PackActionInputs' },
];

/** Grey frames whose level is 10 × frame number. */
async function writeRamp(path: string): Promise<void> {
  const writer = await VideoWriter.create(path, { fps: 10, width: WIDTH, height: HEIGHT });
  for (let i = 0; i < FRAMES; i++) await writer.write(new Uint8Array(WIDTH * HEIGHT * 3).fill(10 * i));
  await writer.close();
}

async function load(annotations: string, more: Record<string, unknown> = {}): Promise<VideoDataset> {
  await writeFile(join(folder, 'list.txt'), annotations);
  const config = {
    type: 'VideoDataset',
    ann_file: 'list.txt',
    data_root: folder,
    data_prefix: { video: 'videos' },
    pipeline,
  };
  const dataset = DATASETS.build({ ...config, ...more }) as VideoDataset;
  await dataset.load();
  return dataset;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-dataset-'));
  await mkdir(join(folder, 'videos'));
  await writeRamp(join(folder, 'videos', 'ramp.mp4'));
  await writeFile(join(folder, 'videos', 'broken.mp4'), 'no video');
});

afterAll(() => rm(folder, { recursive: true }));

describe('a list of videos', () => {
  test('gives channels-last frames at the sampled places with their label', async () => {
    const dataset = await load('ramp.mp4 2\n');
    const { inputs, dataSample } = await dataset.get(0, Random.of(0));
    expect(inputs.shape).toEqual([4, 32, 32, 3]);
    expect(inputs.data.buffer.byteLength).toBe(4 * 32 * 32 * 3);
    // Middles of four parts of five frames: 2, 7, 12, 17.
    [2, 7, 12, 17].forEach((frame, i) => {
      expect(Math.abs(inputs.data[(i * 32 + 16) * 32 * 3]! - 10 * frame)).toBeLessThanOrEqual(3);
    });
    expect(dataSample).toEqual({ metainfo: { img_shape: [32, 32] }, gtLabel: [2] });
  });

  test('names of the other decoders and a missing extension mean the same', async () => {
    const other = pipeline.map((step) => ({ ...step, type: step.type.replace('Decord', 'PyAV') }));
    const expected = await (await load('ramp.mp4 2\n')).get(0, Random.of(0));
    const found = await (await load('ramp 2\n', { pipeline: other })).get(0, Random.of(0));
    expect(found).toEqual(expected);
  });

  test('the annotation of a sample is a fresh object each time', async () => {
    const dataset = await load('ramp.mp4 2\nb c.mp4 0\n', { start_index: 1 });
    expect(dataset.length).toBe(2);
    expect(dataset.getDataInfo(1)).toEqual({
      filename: join(folder, 'videos', 'b c.mp4'),
      label: 0,
      modality: 'RGB',
      start_index: 1,
    });
    expect(dataset.getDataInfo(0)).not.toBe(dataset.getDataInfo(0));
  });

  test('several labels a video, and none', async () => {
    expect((await load('ramp.mp4 2 5\n', { multi_class: true, num_classes: 6 })).getDataInfo(0)['label']).toEqual([
      2, 5,
    ]);
    expect((await (await load('ramp.mp4\n')).get(0, Random.of(0))).dataSample.gtLabel).toBeUndefined();
  });

  test('indices choose samples', async () => {
    const names = (dataset: VideoDataset) =>
      Array.from({ length: dataset.length }, (_, i) => dataset.getDataInfo(i)['label']);
    const list = 'a.mp4 0\nb.mp4 1\nc.mp4 2\n';
    expect(names(await load(list, { indices: 2 }))).toEqual([0, 1]);
    expect(names(await load(list, { indices: -1 }))).toEqual([2]);
    expect(names(await load(list, { indices: [2, 0] }))).toEqual([2, 0]);
  });
});

describe('mistakes are said where they are', () => {
  const code = async (run: Promise<unknown>) =>
    run.then(
      () => undefined,
      (error: { code: string; message: string; hint?: string }) => ({
        code: error.code,
        message: error.message,
        hint: error.hint,
      }),
    );

  test('an annotation file that is not there', async () => {
    await writeFile(join(folder, 'list.txt'), 'a.mp4 0\n');
    const dataset = new VideoDataset({ annFile: 'lst.txt', dataRoot: folder, pipeline: [{ type: 'DecordInit' }] });
    expect(await code(dataset.load())).toEqual({
      code: 'MMA_DATA_ANNOTATION_NOT_FOUND',
      message: `the annotation file ${join(folder, 'lst.txt')} does not exist (\`ann_file\` of VideoDataset)`,
      hint: `did you mean ${join(folder, 'list.txt')}?`,
    });
  });

  test('a label beyond the classes, at load and when checked against a model', async () => {
    const wrong = {
      code: 'MMA_DATA_LABEL_RANGE',
      message: `${join(folder, 'list.txt')}:2: label 5 is out of range, labels are 0 to 4`,
    };
    expect(await code(load('a.mp4 4\nb.mp4 5\n', { num_classes: 5 }))).toMatchObject(wrong);
    const dataset = await load('a.mp4 4\nb.mp4 5\n');
    expect(await code((async () => dataset.assertLabelsBelow(5))())).toMatchObject(wrong);
    expect(await code(load('a.mp4 -1\n'))).toMatchObject({ code: 'MMA_DATA_LABEL_RANGE' });
  });

  test('an empty list', async () => {
    expect(await code(load('\n\n'))).toMatchObject({ code: 'MMA_DATA_ANNOTATION_EMPTY' });
  });

  test('a missing and a broken video', async () => {
    const dataset = await load('ramp.mp4 0\nnone.mp4 0\nbroken.mp4 0\n');
    expect(await code(dataset.get(1, Random.of(0)))).toMatchObject({
      code: 'MMA_VIDEO_NOT_FOUND',
      message: expect.stringContaining('none.mp4'),
    });
    expect(await code(dataset.get(2, Random.of(0)))).toMatchObject({
      code: 'MMA_VIDEO_CORRUPT',
      message: expect.stringContaining('broken.mp4'),
    });
  });

  test('steps in the wrong order, and a pipeline that does not pack', async () => {
    const unpacked = await load('ramp.mp4 0\n', { pipeline: pipeline.slice(0, -1) });
    expect(await code(unpacked.get(0, Random.of(0)))).toMatchObject({ code: 'MMA_DATA_NOT_PACKED' });
    const undecoded = await load('ramp.mp4 0\n', { pipeline: [pipeline[0], pipeline[3]] });
    expect(await code(undecoded.get(0, Random.of(0)))).toMatchObject({ code: 'MMA_DATA_NO_FRAMES' });
  });

  test('a mistyped option names the closest one', async () => {
    const mistyped = [{ type: 'DecordInit' }, { type: 'SampleFrames', clip_len: 1, num_clip: 3 }];
    expect((await code(load('ramp.mp4 0\n', { pipeline: mistyped })))?.message).toMatch(
      /pipeline[\s\S]*num_clip[\s\S]*num_clips/,
    );
  });
});
