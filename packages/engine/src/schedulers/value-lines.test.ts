import { expect, test } from 'vitest';
import { ValueLines } from './value-lines.js';

test('groups that never differ share a line; where they part, each keeps the common past', () => {
  const lines = new ValueLines();
  lines.add(0, [1, 1, 5]);
  lines.add(1, [1, 1, 5]);
  lines.add(2, [0.1, 0.1, 5]);
  lines.add(3, [0.1, 0.2, 5]);
  expect(lines.lines()).toEqual([
    {
      groups: [0],
      changes: [
        [0, 1],
        [2, 0.1],
      ],
    },
    {
      groups: [1],
      changes: [
        [0, 1],
        [2, 0.1],
        [3, 0.2],
      ],
    },
    { groups: [2], changes: [[0, 5]] },
  ]);
});
