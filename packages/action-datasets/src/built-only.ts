import { z } from 'zod';

/** An option of which configs may name several values and one is built: the others get an error that says so. */
export function builtOnly<const V extends string>(built: V, others: readonly V[]) {
  return z
    .enum([built, ...others])
    .default(built)
    .refine((value) => value === built, { error: `only '${built}' is built` });
}
