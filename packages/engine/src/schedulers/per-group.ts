import { EngineError } from '../errors.js';
import type { ScheduledGroup } from './param-scheduler.js';

/**
 * An option that is one number for all groups or one for each, as one for each. The base settings that stand beside several
 * groups (they have no parameters) go with the last one.
 * @throws EngineError `MMA_SCHEDULER_GROUPS` when there are more or fewer than groups
 */
export function perGroup(
  name: string,
  values: number | readonly number[],
  groups: readonly ScheduledGroup[],
): number[] {
  if (typeof values === 'number') return groups.map(() => values);
  const own = groups.filter((group) => 'params' in group).length || groups.length;
  if (values.length === groups.length || values.length === own) {
    return groups.map((_, index) => values[Math.min(index, values.length - 1)]!);
  }
  throw new EngineError('MMA_SCHEDULER_GROUPS', `${name} has ${values.length} values, the optimizer ${own} groups`, {
    hint: 'give one value for each parameter group, or a single one for all',
  });
}
