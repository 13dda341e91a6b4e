/** MMEngine's levels: the smaller the number, the earlier a hook acts at a point. */
export const PRIORITIES = {
  HIGHEST: 0,
  VERY_HIGH: 10,
  HIGH: 30,
  ABOVE_NORMAL: 40,
  NORMAL: 50,
  BELOW_NORMAL: 60,
  LOW: 70,
  VERY_LOW: 90,
  LOWEST: 100,
} as const;

export type PriorityName = keyof typeof PRIORITIES;

/** A level's name, or a number from 0 (first) to 100 (last). */
export type Priority = PriorityName | number;

export function priorityValue(priority: Priority): number {
  return typeof priority === 'number' ? priority : PRIORITIES[priority];
}

/** The level's name where the number has one. */
export function priorityLabel(priority: Priority): string {
  const value = priorityValue(priority);
  const named = Object.entries(PRIORITIES).find(([, level]) => level === value);
  return named === undefined ? String(value) : named[0];
}
