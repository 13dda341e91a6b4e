import { beyondLimit } from '../errors.js';
import { type CheckpointValue, PythonObject } from './values.js';

/** Deeper than any checkpoint, and shallow enough to be walked by recursion. */
export const maxDepth = 500;

/**
 * Refuse content nested more than `maxDepth` deep, so that whoever walks it by recursion is safe.
 * Looks at each container once, without recursion; members that lead back to their owner do not count.
 */
export function checkDepth(root: CheckpointValue): void {
  const heights = new Map<CheckpointValue, number>();
  const path: { value: CheckpointValue; members: CheckpointValue[]; height: number }[] = [];
  const enter = (value: CheckpointValue) => {
    heights.set(value, 0);
    path.push({ value, members: membersOf(value), height: 1 });
  };
  enter(root);
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const member = frame.members.pop();
    if (member !== undefined) {
      const height = heights.get(member);
      if (height !== undefined) frame.height = Math.max(frame.height, height + 1);
      else if (typeof member === 'object' && member !== null) enter(member);
    } else if (frame.members.length === 0) {
      path.pop();
      heights.set(frame.value, frame.height);
      const parent = path.at(-1);
      if (parent !== undefined) parent.height = Math.max(parent.height, frame.height + 1);
    }
    if (path.length > maxDepth || frame.height > maxDepth) {
      throw beyondLimit(`the content is nested more than ${maxDepth} deep`);
    }
  }
}

function membersOf(value: CheckpointValue): CheckpointValue[] {
  if (Array.isArray(value)) return [...value];
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof PythonObject) return value.parts();
  return [];
}
