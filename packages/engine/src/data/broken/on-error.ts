import { z } from 'zod';

const policy = z
  .enum(['fail', 'skip', 'placeholder'])
  .describe(
    'fail: end the run; skip: take another sample, drawn by seed, epoch and index; placeholder: zeros with its label',
  );

/** `on_error` of a dataloader: what happens when a sample cannot be made. */
export const onErrorOption = z
  .union([
    policy,
    z.strictObject({
      policy,
      maxShare: z
        .number()
        .min(0)
        .max(1)
        .default(0.1)
        .describe("end the run when more than this share of an epoch's samples cannot be made"),
    }),
  ])
  .default('fail')
  .describe('what happens when a sample cannot be made; a policy, or { policy, max_share }');

export interface OnError {
  policy: z.output<typeof policy>;
  maxShare: number;
}

/** The short form written out. */
export function onErrorOf(given: z.output<typeof onErrorOption>): OnError {
  return typeof given === 'string' ? { policy: given, maxShare: 0.1 } : given;
}
