import { expect, it } from 'vitest';
import { validatesAfter } from './val-schedule.js';

/** The epochs of `last` after which validation runs. */
const validated = (last: number, schedule: Parameters<typeof validatesAfter>[2]): number[] =>
  Array.from({ length: last }, (_, index) => index + 1).filter((epoch) => validatesAfter(epoch, last, schedule));

it('validates every interval, from a begin on, and at the end', () => {
  expect(validated(7, { valBegin: 1, valInterval: 3 })).toEqual([3, 6, 7]);
  expect(validated(7, { valBegin: 5, valInterval: 2 })).toEqual([6, 7]);
});

it('changes its interval at milestones, as MMEngine does', () => {
  // By calc_dynamic_intervals and bisect(milestones, epoch + 1) of MMEngine 0.10.
  expect(
    validated(20, {
      valBegin: 1,
      valInterval: 5,
      dynamicIntervals: [
        [8, 2],
        [16, 1],
      ],
    }),
  ).toEqual([5, 8, 10, 12, 14, 15, 16, 17, 18, 19, 20]);
});
