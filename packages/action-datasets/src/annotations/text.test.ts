import { expect, test } from 'vitest';
import { parseTextAnnotations } from './text.js';

const single = { delimiter: ' ', multiClass: false };

test('a line is a file name and a class; line numbers count blank lines', () => {
  expect(parseTextAnnotations('\uFEFFa/0.mp4 1\r\n\n  b.mp4 12 \n', 'f.txt', single)).toEqual([
    { name: 'a/0.mp4', labels: [1], place: 'f.txt:1' },
    { name: 'b.mp4', labels: [12], place: 'f.txt:3' },
  ]);
});

test('file names may contain the delimiter', () => {
  expect(parseTextAnnotations('my holiday (2) film.mp4 3', 'f.txt', single)[0]).toMatchObject({
    name: 'my holiday (2) film.mp4',
    labels: [3],
  });
});

test('a line of a name alone has no label', () => {
  expect(parseTextAnnotations('a.mp4\n', 'f.txt', single)).toEqual([{ name: 'a.mp4', labels: [], place: 'f.txt:1' }]);
});

test('multi_class takes all numbers at the end, and another delimiter is taken as it is', () => {
  expect(parseTextAnnotations('a b.mp4,3,1', 'f.txt', { delimiter: ',', multiClass: true })[0]).toMatchObject({
    name: 'a b.mp4',
    labels: [3, 1],
  });
});

test.each([
  ['a.mp4 jumping', single],
  ['a.mp4 1 2', single],
  ['a.mp4 1.5', single],
  ['a.mp4,1', single],
  ['a.mp4\t1', single],
  ['a.mp4', { delimiter: ' ', multiClass: true }],
])('%j is refused with file and line', (line, format) => {
  expect(() =>
    parseTextAnnotations(
      `ok.mp4 0\n${line}`.replace('ok.mp4 0', format.multiClass ? 'ok.mp4 0 1' : 'ok.mp4 0'),
      'f.txt',
      format,
    ),
  ).toThrow(/^f\.txt:2: expected a file name and one/);
});
