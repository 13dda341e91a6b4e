import { z } from 'zod';

export const lazyInit = z
  .boolean()
  .default(false)
  .describe('accepted without effect: annotations are read by `load`, not at construction');
