import { expect, test } from 'vitest';
import type { AnnotationFormat } from './annotation.js';
import { parseCsvAnnotations } from './csv.js';

const videos: AnnotationFormat = {
  samples: 'videos',
  delimiter: ' ',
  multiClass: false,
  withOffset: false,
  classes: ['abseiling', 'air drumming'],
};

function read(text: string, format: Partial<AnnotationFormat> = {}, folders: string[] = []) {
  return parseCsvAnnotations(text, 'a.csv', { format: { ...videos, ...format }, folders: new Set(folders) });
}

test('without a header, columns are those of text files; names may hold commas and spaces', () => {
  expect(read('"a, b (2).mp4",1\n\nc.mp4,0\n')).toEqual([
    { name: 'a, b (2).mp4', labels: [1], place: 'a.csv:1' },
    { name: 'c.mp4', labels: [0], place: 'a.csv:3' },
  ]);
  expect(read('d,12,163,1', { samples: 'rawframes', withOffset: true })).toEqual([
    { name: 'd', labels: [1], place: 'a.csv:1', totalFrames: 163, offset: 12 },
  ]);
});

test('a header says which column is which, and labels may be names', () => {
  expect(read('\uFEFFClass,Video_Path,note\r\nair drumming,x.mp4,hm\r\n"air_drumming",y.mp4,\r\n')).toEqual([
    { name: 'x.mp4', labels: [1], place: 'a.csv:2' },
    { name: 'y.mp4', labels: [1], place: 'a.csv:3' },
  ]);
  expect(read('frame_dir,total_frames,label\nd,7,0', { samples: 'rawframes' })).toEqual([
    { name: 'd', labels: [0], place: 'a.csv:2', totalFrames: 7 },
  ]);
});

test('several labels, in one cell or in the columns at the end', () => {
  const labels = (text: string) => read(text, { multiClass: true }).map((annotation) => annotation.labels);
  expect(labels('a.mp4,1,0\nb.mp4,1')).toEqual([[1, 0], [1]]);
  expect(labels('path,labels\na.mp4,1 0\nb.mp4,abseiling;air drumming')).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test('Kinetics’ files, in the layouts its clips come in', () => {
  const text = 'label,youtube_id,time_start,time_end,split\n"air drumming",_6bJOts,17,27.0,val\n';
  const name = (folders: string[]) => read(text, {}, folders)[0]!.name;
  expect(name(['air_drumming'])).toBe('air_drumming/_6bJOts_000017_000027.mp4');
  expect(name(['air drumming'])).toBe('air drumming/_6bJOts_000017_000027.mp4');
  expect(name([])).toBe('_6bJOts_000017_000027.mp4');
  expect(read(text)[0]!.labels).toEqual([1]);
  expect(read('youtube_id,time_start,time_end,split\nabc,0,10,test')).toEqual([
    { name: 'abc_000000_000010.mp4', labels: [], place: 'a.csv:2' },
  ]);
});

test.each([
  ['filename,label\na.mp4,air druming', {}, /^a\.csv:2: no class is named "air druming"$/],
  ['filename,label\na.mp4,jump', { classes: undefined }, /^a\.csv:2: the label "jump" is a name/],
  ['filename,label\na.mp4,1.5', {}, /^a\.csv:2: no class is named "1\.5"/],
  ['frame_dir,label\nd,1', { samples: 'rawframes' }, /^a\.csv:1: there is no column `total_frames`/],
  ['label,youtube_id\nx,y', {}, /^a\.csv:1: there is no column `time_start` and `time_end`/],
  ['d,many,1', { samples: 'rawframes' }, /^a\.csv:1: expected a number of frames, found "many"/],
  ['filename,label\n,1', {}, /^a\.csv:2: no file is named/],
  ['a.mp4,"1', {}, /^a\.csv is no CSV file/],
] as const)('%j is refused with file and line', (text, format, message) => {
  expect(() => read(text, format)).toThrow(message);
});
