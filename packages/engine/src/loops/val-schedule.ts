import { z } from 'zod';

/** When training validates, under MMEngine's names; epochs or iterations, as the loop counts. */
export const valScheduleOptions = {
  valBegin: z.int().min(0).default(1).describe('the first epoch (or iteration) after which validation runs'),
  valInterval: z
    .int()
    .min(1)
    .default(1)
    .describe('epochs (or iterations) between two validations; the last one is always validated'),
  dynamicIntervals: z
    .array(z.tuple([z.int().min(0), z.int().min(1)]))
    .nullish()
    .describe('[milestone, interval] pairs: from each milestone on its interval takes the place of val_interval'),
};

export interface ValSchedule {
  valBegin: number;
  valInterval: number;
  dynamicIntervals?: readonly (readonly [milestone: number, interval: number])[] | null | undefined;
}

/** Whether to validate once `done` of `last` epochs (or iterations) are over. */
export function validatesAfter(done: number, last: number, { valBegin, valInterval, dynamicIntervals }: ValSchedule) {
  if (done < valBegin) return false;
  // As in MMEngine, what counts is the epoch that comes next, and the last pair in the list that it has reached.
  const reached = (dynamicIntervals ?? []).filter(([milestone]) => milestone <= done + 1);
  const interval = reached.at(-1)?.[1] ?? valInterval;
  return done % interval === 0 || done === last;
}
