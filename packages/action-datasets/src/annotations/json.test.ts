import { expect, test } from 'vitest';
import type { AnnotationFormat } from './annotation.js';
import { parseJsonAnnotations } from './json.js';

const videos: AnnotationFormat = {
  samples: 'videos',
  delimiter: ' ',
  multiClass: false,
  withOffset: false,
  classes: undefined,
};

const read = (value: unknown, format: Partial<AnnotationFormat> = {}) =>
  parseJsonAnnotations(typeof value === 'string' ? value : JSON.stringify(value), 'a.json', { ...videos, ...format });

test('a data_list with metainfo, whose classes labels may be called by', () => {
  const metainfo = { classes: ['jump', 'run'], dataset_type: 'mine' };
  const data_list = [
    { filename: 'a b.mp4', label: 'run', camera: 3 },
    { video: 'c.mp4', label: [0, 1] },
    { path: 'd.mp4' },
  ];
  expect(read({ metainfo, data_list })).toEqual({
    metainfo,
    annotations: [
      { name: 'a b.mp4', labels: [1], place: 'a.json: data_list[0]', more: { camera: 3 } },
      { name: 'c.mp4', labels: [0, 1], place: 'a.json: data_list[1]' },
      { name: 'd.mp4', labels: [], place: 'a.json: data_list[2]' },
    ],
  });
});

test('folders of frames, in a plain list', () => {
  const list = [{ frame_dir: 'd', total_frames: 163, offset: 12, label: 4 }];
  expect(read(list, { samples: 'rawframes' }).annotations).toEqual([
    { name: 'd', labels: [4], place: 'a.json: data_list[0]', totalFrames: 163, offset: 12 },
  ]);
});

test('labels by category stay as they are', () => {
  const label = { action: [3], scene: [1, 2] };
  expect(read([{ filename: 'a.mp4', label }]).annotations[0]).toMatchObject({ labels: [], more: { label } });
});

test.each([
  ['{"data_list": [', {}, /^a\.json is no JSON/],
  [{ data: [] }, {}, /^a\.json: expected a list of samples/],
  [[3], {}, /data_list\[0\]: expected a mapping, found 3/],
  [[{ filname: 'a.mp4', label: 1 }], {}, /data_list\[0\]: expected `filename`, found filname, label/],
  [[{ filename: 'a.mp4', label: 'run' }], {}, /data_list\[0\]: the label "run" is a name/],
  [[{ filename: 'a.mp4', label: 1.5 }], {}, /data_list\[0\]: expected a class, found 1\.5/],
  [
    [{ frame_dir: 'd', label: 1 }],
    { samples: 'rawframes' },
    /data_list\[0\]\.total_frames: expected a number of frames, found nothing/,
  ],
] as const)('%j is refused with file and place', (value, format, message) => {
  expect(() => read(value, format)).toThrow(message);
});
