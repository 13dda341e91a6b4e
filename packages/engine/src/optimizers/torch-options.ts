import { z } from 'zod';

const withoutMeaning = 'a choice of implementation in PyTorch, without meaning here; kept for checkpoints';

/** Options that PyTorch's optimizers have in common. */
export const lr = (preset: number) => z.number().min(0).default(preset).describe('learning rate');
export const weightDecay = (preset: number, how = 'L2 penalty: this much of the weights is added to the gradient') =>
  z.number().min(0).default(preset).describe(how);
export const eps = (preset: number) => z.number().min(0).default(preset).describe('added to denominators');
export const maximize = z.boolean().default(false).describe('climb instead of descend');
export const foreach = z.boolean().nullable().default(null).describe(withoutMeaning);
export const fused = z.boolean().nullable().default(null).describe(withoutMeaning);
export const capturable = z.boolean().default(false).describe(withoutMeaning);
export const differentiable = z
  .boolean()
  .refine((on) => !on, { error: 'only false: steps are not differentiated here' })
  .default(false)
  .describe('whether gradients flow through the step: never here');

const beta = z.number().min(0).lt(1);

/** Decays of the running averages of gradient and squared gradient. */
export const betas = (first: number, second: number) =>
  z
    .tuple([beta, beta])
    .default([first, second])
    .describe('share of the past in the running averages of gradient and of squared gradient');
