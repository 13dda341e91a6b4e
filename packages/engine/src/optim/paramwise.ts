import { z } from 'zod';
import { reportNested, resolveComponent } from '../registry/build.js';
import { OPTIM_WRAPPER_CONSTRUCTORS } from '../registry/roots.js';
import type { OptimWrapperConstructor } from './constructors/optim-wrapper-constructor.js';

/** How a config names the way into groups: a constructor's type, and its options beside it. */
export const paramwiseOptions = {
  constructor: z
    .string()
    .default('DefaultOptimWrapperConstructor')
    .describe('what divides the parameters into groups, by its registered name'),
  paramwiseCfg: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe('its options; for the default one: custom_keys, norm_decay_mult, …'),
};

interface Given {
  constructor: string;
  paramwiseCfg?: Record<string, unknown> | null | undefined;
}

/** Options of a wrapper with the constructor that they name; its mistakes are reported where `paramwise_cfg` has them. */
export function withParamwise<G extends Given>(
  { constructor: type, paramwiseCfg, ...options }: G,
  context: z.core.$RefinementCtx,
): Omit<G, keyof Given> & { paramwise: OptimWrapperConstructor } {
  const resolved = resolveComponent(OPTIM_WRAPPER_CONSTRUCTORS, { ...paramwiseCfg, type });
  if (resolved.ok) return { ...options, paramwise: resolved.value };
  const issues = resolved.issues.map((issue) => ({
    ...issue,
    path: issue.path.length === 1 && issue.path[0] === 'type' ? ['constructor'] : ['paramwise_cfg', ...issue.path],
  }));
  reportNested(issues, context);
  return z.NEVER;
}
