import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BaseDataset, DATASETS, Random, type Sample, samplesOf } from '@mma/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRamp } from '../testing/ramp-video.js';
import { VideoDataset } from './video-dataset.js';
import '../index.js';
import '../testing/refuse-label.js';

/** The first sample, as one random stream makes it. */
const first = async (dataset: BaseDataset, seed = 0): Promise<Sample> =>
  samplesOf(await dataset.get(0, Random.of(seed)))[0]!;

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
  await writeRamp(join(folder, 'videos', 'ramp.mp4'), { frames: 20 });
  await writeFile(join(folder, 'videos', 'broken.mp4'), 'no video');
});

afterAll(() => rm(folder, { recursive: true }));

describe('a list of videos', () => {
  test('gives channels-last frames at the sampled places with their label', async () => {
    const dataset = await load('ramp.mp4 2\n');
    const { inputs, dataSample } = await first(dataset);
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
      sample_idx: 1,
    });
    expect(dataset.getDataInfo(0)).not.toBe(dataset.getDataInfo(0));
  });

  test('several labels a video, and none', async () => {
    expect((await load('ramp.mp4 2 5\n', { multi_class: true, num_classes: 6 })).getDataInfo(0)['label']).toEqual([
      2, 5,
    ]);
    expect((await first(await load('ramp.mp4\n'))).dataSample.gtLabel).toBeUndefined();
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

describe('annotation files', () => {
  test('in CSV and JSON say the same as in text', async () => {
    await writeFile(join(folder, 'list.csv'), 'filename,label\nramp.mp4,clap\n');
    await writeFile(
      join(folder, 'list.json'),
      JSON.stringify({
        metainfo: { classes: ['wave', 'walk', 'clap'] },
        data_list: [{ filename: 'ramp.mp4', label: 2 }],
      }),
    );
    await writeFile(join(folder, 'classes.txt'), 'wave\nwalk\nclap\n');
    const text = (await load('ramp.mp4 2\n')).getDataInfo(0);
    const csv = await load('', { ann_file: 'list.csv', metainfo: { classes: 'classes.txt' } });
    expect(csv.getDataInfo(0)).toEqual(text);
    const json = await load('', { ann_file: 'list.json' });
    expect(json.getDataInfo(0)).toEqual(text);
    expect(json.metainfo.classes).toEqual(csv.metainfo.classes);
  });

  test('may name absolute paths, and be named by them', async () => {
    const absolute = join(folder, 'videos', 'ramp.mp4');
    const dataset = await load(`${absolute} 0\n`, { ann_file: join(folder, 'list.txt'), data_prefix: { video: null } });
    expect(dataset.getDataInfo(0)['filename']).toBe(absolute);
  });

  test('that name class names in a file that is not there', async () => {
    await expect(load('a.mp4 0\n', { metainfo: { classes: 'no.txt' } })).rejects.toMatchObject({
      code: 'MMA_DATA_CLASSES_NOT_FOUND',
      hint: expect.stringContaining(join(folder, 'no.txt')),
    });
  });

  test('of which filter_cfg leaves nothing', async () => {
    await expect(load('a.mp4 0\n', { filter_cfg: { labels: [1] } })).rejects.toThrow(
      'filter_cfg and indices leave none of the 1 samples',
    );
  });
});

describe('a sample that a transform refuses', () => {
  const refusing = [...pipeline.slice(0, 1), { type: 'RefuseLabel', label: 0 }, ...pipeline.slice(1)];
  const list = 'ramp.mp4 0\nramp.mp4 1\n';

  test('is replaced in training by another, the same for one stream', async () => {
    const dataset = await load(list, { pipeline: refusing });
    for (const seed of [1, 2, 3]) {
      expect((await first(dataset, seed)).dataSample.gtLabel).toEqual([1]);
    }
  });

  test('is an error in test mode, and when all others are refused too', async () => {
    const testing = await load(list, { pipeline: refusing, test_mode: true });
    await expect(testing.get(0, Random.of(0))).rejects.toMatchObject({ code: 'MMA_DATA_SAMPLE_REFUSED' });
    const hopeless = await load('ramp.mp4 0\n', { pipeline: refusing, max_refetch: 3 });
    await expect(hopeless.get(0, Random.of(0))).rejects.toThrow(/refused sample 0 .*, and 3 others in its place/);
  });
});
