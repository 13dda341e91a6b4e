import { expect, test } from 'vitest';
import { clock } from '../../output/clock.js';
import { subtitles } from './subtitles.js';

test('subtitles are numbered, with times to the thousandth', () => {
  const segments = [
    { start: 0, end: 2.04, label: 'waving', score: 0.934 },
    { start: 59.9996, end: 3675.25, label: '挥手', score: 1 },
  ];
  expect(subtitles(segments)).toBe(
    '1\n00:00:00,000 --> 00:00:02,040\nwaving (0.93)\n\n2\n00:01:00,000 --> 01:01:15,250\n挥手 (1.00)\n',
  );
  expect(subtitles([])).toBe('');
});

test('times are short where they can be', () => {
  expect([0, 2.54, 59.96, 75, 3675].map(clock)).toEqual(['0:00.0', '0:02.5', '1:00.0', '1:15.0', '1:01:15.0']);
});
