import { expect, test } from 'vitest';
import { buildFrameIndex } from './frame-index.js';
import { chooseRestart, isSkippable } from './seek-plan.js';

/** Thirty frames, a key frame at every tenth. */
const index = buildFrameIndex(
  Array.from({ length: 30 }, (_, i) => ({ pts: i, dts: i, duration: 1, isKey: i % 10 === 0, isHidden: false })),
);

test('a frame ahead in the same group is reached by going on', () => {
  expect(chooseRestart(index, { nextPacket: 3, lastFrame: 2 }, 7)).toBeUndefined();
});

test('a key packet ahead is jumped to, if there is something to jump over', () => {
  expect(chooseRestart(index, { nextPacket: 3, lastFrame: 2 }, 25)).toBe(20);
  expect(chooseRestart(index, { nextPacket: 20, lastFrame: 18 }, 25)).toBeUndefined();
});

test('a frame that has gone by is gone back for', () => {
  expect(chooseRestart(index, { nextPacket: 19, lastFrame: 16 }, 16)).toBe(10);
});

test('only frames that nobody asked for, before the last that was, may be left out', () => {
  const wanted = new Set([5, 8]);
  expect([4, 5, 6, 7, 8, 9].map((packet) => isSkippable(index, packet, wanted, 8))).toEqual([
    true,
    false,
    true,
    true,
    false,
    false,
  ]);
});
