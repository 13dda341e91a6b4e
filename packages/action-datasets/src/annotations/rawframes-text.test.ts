import { expect, test } from 'vitest';
import { parseRawframesText } from './rawframes-text.js';

const plain = { multiClass: false, withOffset: false };

test('a line is a folder, a number of frames and a class; folders may have spaces in their names', () => {
  expect(parseRawframesText('some/d-1 163 1\n\nmy  clip (2)\t122 0\n', 'f.txt', plain)).toEqual([
    { name: 'some/d-1', labels: [1], place: 'f.txt:1', totalFrames: 163 },
    { name: 'my  clip (2)', labels: [0], place: 'f.txt:3', totalFrames: 122 },
  ]);
});

test('without a label, with several, with an offset', () => {
  expect(parseRawframesText('d 163', 'f.txt', plain)[0]).toMatchObject({ labels: [], totalFrames: 163 });
  expect(parseRawframesText('d 163 1 3 5', 'f.txt', { ...plain, multiClass: true })[0]).toMatchObject({
    labels: [1, 3, 5],
    totalFrames: 163,
  });
  expect(parseRawframesText('d 12 163 3', 'f.txt', { ...plain, withOffset: true })[0]).toMatchObject({
    labels: [3],
    offset: 12,
    totalFrames: 163,
  });
});

test.each([
  ['d', plain, /^f\.txt:1: expected a folder, a number of frames and one class number/],
  ['d 12 163 3', plain, /found "d 12 163 3"/],
  ['d 163 jump', plain, /^f\.txt:1/],
  ['d -3 1', plain, /^f\.txt:1/],
  ['d 163', { ...plain, withOffset: true }, /a folder, an offset, a number of frames/],
])('%j is refused with file and line', (line, format, message) => {
  expect(() => parseRawframesText(line, 'f.txt', format)).toThrow(message);
});

test('a folder whose name ends in a number is pointed to CSV, which keeps fields apart', () => {
  expect(() => parseRawframesText('clip 7 163 1', 'f.txt', plain)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('write the list as CSV') }),
  );
});
