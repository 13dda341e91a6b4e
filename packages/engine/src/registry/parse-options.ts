import type { z } from 'zod';
import { checkOnly, checkThenBuild, resolveSchema } from './build.js';
import { type ConfigIssue, type ConfigPlace, issuesError, placeIssues } from './issues.js';
import { inScope } from './scope.js';

/**
 * Parses a config that has a schema but no `type` of its own (`train_dataloader`, `train_cfg`): the same translation,
 * building of nested components and report of all problems at once as `Registry.build`.
 *
 * @throws RegistryError with every problem found
 */
export function parseOptions<S extends z.ZodType>(schema: S, config: unknown, place: ConfigPlace = {}): z.output<S> {
  const resolved = inScope(place.scope, () => checkThenBuild(() => resolveSchema(schema, config)));
  if (resolved.ok) return resolved.value as z.output<S>;
  throw issuesError(placeIssues(resolved.issues, place));
}

/** What `parseOptions` would complain about; constructs nothing. */
export function checkOptions(schema: z.ZodType, config: unknown, place: ConfigPlace = {}): ConfigIssue[] {
  return placeIssues(
    inScope(place.scope, () => checkOnly(() => resolveSchema(schema, config))),
    place,
  );
}
